using System.ComponentModel;
using System.Runtime.InteropServices;

namespace OrleansSaga.Faults;

/// <summary>Signals to processes that we have started, and not yet waited for, so that their ids are surely theirs.</summary>
internal static partial class Signals
{
    public const int Terminate = 15;

    private const int NoSuchProcess = 3;

    public static void Send(int process, int signal)
    {
        if (Kill(process, signal) != 0 && Marshal.GetLastPInvokeError() is not NoSuchProcess and var error)
            throw new Win32Exception(error);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
