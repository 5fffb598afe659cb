using System.Runtime.CompilerServices;

namespace OrleansSaga.Silo.Tests;

/// <summary>Many silos run in this process at the same time: none serves gRPC but those of tests that ask for a port.</summary>
internal static class GrpcPort
{
    /// <summary>The argument of a silo that serves gRPC on any free port.</summary>
    public const string Any = "--OrleansSaga:Api:GrpcPort=0";

    // Silos are built in many places, and every one of them reads the environment.
#pragma warning disable CA2255 // Meant for libraries, whose users would not know of it; this is a test program's own.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void OffByDefault() => Environment.SetEnvironmentVariable("OrleansSaga__Api__GrpcPort", "-1");
}
