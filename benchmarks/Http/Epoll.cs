using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OrleansSaga.Benchmarks.Http;

/// <summary>
/// Linux's readiness notification with a timeout in nanoseconds. The runtime's own socket engine hands every event to
/// another thread and wakes at whole milliseconds; load generator and participants must cost less than what they measure.
/// </summary>
internal sealed unsafe partial class Epoll : IDisposable
{
    private const int AddCommand = 1;
    private const uint Readable = 1;
    private const int Interrupted = 4;
    private const int MaxEvents = 256;

    // struct epoll_event is packed on x86-64 only.
    private static readonly bool Packed = RuntimeInformation.ProcessArchitecture == Architecture.X64;
    private static readonly int EventSize = Packed ? 12 : 16;
    private static readonly int DataOffset = Packed ? 4 : 8;

    private readonly SafeFileHandle _epoll;
    private readonly byte[] _events = new byte[MaxEvents * 16];

    public Epoll()
    {
        var descriptor = EpollCreate(0);
        if (descriptor < 0)
            throw new Win32Exception();
        _epoll = new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Watches a socket for something to read until it is closed; <see cref="Wait"/> answers with its handle.</summary>
    public void Add(Socket socket)
    {
        var data = stackalloc byte[16];
        *(uint*)data = Readable;
        *(long*)(data + DataOffset) = socket.Handle;
        if (EpollControl(_epoll, AddCommand, (int)socket.Handle, data) < 0)
            throw new Win32Exception();
    }

    /// <summary>Fills <paramref name="ready"/> with the handles that have something to read; 0 after the timeout.</summary>
    public int Wait(Span<int> ready, long timeoutNanoseconds)
    {
        var timeout = new Timespec(timeoutNanoseconds / Measure.Clock.Second, timeoutNanoseconds % Measure.Clock.Second);
        fixed (byte* events = _events)
        {
            var count = EpollWait(_epoll, events, Math.Min(ready.Length, MaxEvents), &timeout, null);
            if (count < 0)
                return Marshal.GetLastPInvokeError() == Interrupted ? 0 : throw new Win32Exception();
            for (var i = 0; i < count; i++)
                ready[i] = (int)*(long*)(events + (i * EventSize) + DataOffset);
            return count;
        }
    }

    public void Dispose() => _epoll.Dispose();

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int EpollControl(SafeFileHandle epoll, int command, int descriptor, byte* data);

    [LibraryImport("libc", EntryPoint = "epoll_pwait2", SetLastError = true)]
    private static partial int EpollWait(SafeFileHandle epoll, byte* events, int max, Timespec* timeout, void* signals);

    private readonly record struct Timespec(long Seconds, long Nanoseconds);
}
