using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace HnsPolicy.Bridge.Tests;

/// <summary>The result of an export. null is NULL.</summary>
internal sealed record Answer(uint HResult, string? Result = null, string? Record = null);

/// <summary>The peer of the simulated libraries. It answers native calls in any way, even in ways that HNS never would (test/native/shim/wire.h).</summary>
internal sealed class FakeHns : IDisposable
{
    private const uint Null = uint.MaxValue;
    private readonly string folder = Directory.CreateTempSubdirectory("hns-").FullName;
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Func<string?[], Answer> answer;

    /// <param name="answer">Receives the export's name and its in-arguments. Each call has its own thread.</param>
    internal FakeHns(Func<string?[], Answer> answer)
    {
        this.answer = answer;
        string path = Path.Combine(folder, "socket");
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(256);
        // Native code does not see .NET's copy of the environment.
        _ = SetEnv("HNS_SIMULATOR_SOCKET", path, 1);
        Background(Accept);
    }

    /// <summary>All calls so far, unchanged.</summary>
    internal ConcurrentQueue<string?[]> Calls { get; } = new();

    internal IEnumerable<string?> Names => Calls.Select(call => call[0]);

    /// <summary>Opens every object as handle 7 and gives all other calls the same answer.</summary>
    internal static FakeHns That(Answer answer) =>
        new(call => call[0]!.StartsWith("HcnOpen", StringComparison.Ordinal) ? new Answer(0, "7") : call[0]!.StartsWith("HcnClose", StringComparison.Ordinal) ? new Answer(0) : answer);

    public void Dispose()
    {
        listener.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int SetEnv(string name, string value, int overwrite);

    private static void Background(Action work) => new Thread(() => work()) { IsBackground = true }.Start();

    private void Accept()
    {
        try
        {
            while (true)
            {
                var stream = new NetworkStream(listener.Accept(), ownsSocket: true);
                Background(() => Serve(stream));
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private void Serve(NetworkStream stream)
    {
        try
        {
            while (true)
            {
                var length = new byte[4];
                stream.ReadExactly(length);
                var content = new byte[BinaryPrimitives.ReadUInt32LittleEndian(length)];
                stream.ReadExactly(content);
                string?[] call = Request(new BinaryReader(new MemoryStream(content)));
                Calls.Enqueue(call);
                stream.Write(Reply(answer(call)));
            }
        }
        catch (IOException)
        {
            // The caller disconnected.
        }
    }

    private static string?[] Request(BinaryReader reader)
    {
        var texts = new string?[reader.ReadUInt32()];
        for (int i = 0; i < texts.Length; i++)
        {
            uint bytes = reader.ReadUInt32();
            texts[i] = bytes == Null ? null : Encoding.Unicode.GetString(reader.ReadBytes((int)bytes));
        }

        return texts;
    }

    private static byte[] Reply(Answer answer)
    {
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content);
        writer.Write(0);
        writer.Write(answer.HResult);
        foreach (string? text in new[] { answer.Result, answer.Record })
        {
            byte[] bytes = Encoding.Unicode.GetBytes(text ?? "");
            writer.Write(text == null ? Null : (uint)bytes.Length);
            writer.Write(bytes);
        }

        byte[] reply = content.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(reply, reply.Length - 4);
        return reply;
    }
}
