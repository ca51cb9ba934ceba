using Xunit;

namespace HnsPolicy.Bridge.Tests;

public sealed class CallThreadsTests
{
    [Fact]
    public async Task A_call_runs_on_a_background_thread_outside_the_pool()
    {
        var (pool, background) = await new CallThreads(1).Start(() => (Thread.CurrentThread.IsThreadPoolThread, Thread.CurrentThread.IsBackground))!;
        Assert.Equal((false, true), (pool, background));
    }

    [Fact]
    public async Task Calls_one_after_the_other_share_a_thread()
    {
        var threads = new CallThreads(8);
        var used = new HashSet<int>();
        for (int i = 0; i < 50; i++)
        {
            used.Add(await threads.Start(() => Environment.CurrentManagedThreadId)!);
        }

        Assert.Single(used);
    }

    [Fact]
    public async Task Hung_calls_leave_the_others_alone_up_to_the_limit_and_then_nothing_waits_its_turn()
    {
        var threads = new CallThreads(3);
        using var release = new ManualResetEventSlim();
        Task<int>[] hung = [threads.Start(() => Hang(1))!, threads.Start(() => Hang(2))!];
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(i, await threads.Start(() => i)!);
        }

        Task<int> third = threads.Start(() => Hang(3))!;
        Assert.Null(threads.Start(() => 4));
        release.Set();
        int[] answers = await Task.WhenAll([.. hung, third]);
        Assert.Equal([1, 2, 3], answers);
        Assert.Equal(5, await threads.Start(() => 5)!);

        int Hang(int value)
        {
            release.Wait();
            return value;
        }
    }

    [Fact]
    public async Task As_many_calls_as_allowed_run_at_once()
    {
        const int many = 32;
        var threads = new CallThreads(many);
        using var all = new Barrier(many);
        for (int round = 0; round < 20; round++)
        {
            // Each call returns only when all of them run.
            await Task.WhenAll(Enumerable.Range(0, many).Select(_ => threads.Start(() => { all.SignalAndWait(); return 0; })!));
        }
    }

    [Fact]
    public async Task What_a_call_throws_belongs_to_whoever_asked()
    {
        var threads = new CallThreads(1);
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => threads.Start<int>(() => throw new TimeZoneNotFoundException())!);
        Assert.Equal(1, await threads.Start(() => 1)!);
    }
}
