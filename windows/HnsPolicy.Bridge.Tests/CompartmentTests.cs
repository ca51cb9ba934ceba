using System.ComponentModel;
using HnsPolicy.Bridge.Native;
using Xunit;

namespace HnsPolicy.Bridge.Tests;

/// <summary>Uses the simulated iphlpapi, which has the compartments up to 99.</summary>
public sealed class CompartmentTests
{
    [Fact]
    public void Is_entered_and_left()
    {
        using (Compartment.Enter(2))
        {
            Assert.Equal(2u, IpHelper.GetCurrentThreadCompartmentId());
            using (Compartment.Enter(3))
            {
                Assert.Equal(3u, IpHelper.GetCurrentThreadCompartmentId());
            }

            Assert.Equal(2u, IpHelper.GetCurrentThreadCompartmentId());
        }

        Assert.Equal(1u, IpHelper.GetCurrentThreadCompartmentId());
    }

    [Fact]
    public void Is_the_threads_own()
    {
        using (Compartment.Enter(2))
        {
            uint other = 0;
            var thread = new Thread(() => other = IpHelper.GetCurrentThreadCompartmentId());
            thread.Start();
            thread.Join();
            Assert.Equal(1u, other);
        }
    }

    [Fact]
    public void One_that_is_not_there_is_an_error_and_leaves_the_thread_where_it_was()
    {
        Assert.Throws<Win32Exception>(() => Compartment.Enter(100));
        Assert.Equal(1u, IpHelper.GetCurrentThreadCompartmentId());
    }
}
