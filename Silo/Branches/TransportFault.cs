using System.Net.Sockets;
using System.Security.Authentication;

namespace OrleansSaga.Silo.Branches;

/// <summary>Says in plain words why no whole response came. The words hold neither URL nor headers: those may hold secrets.</summary>
internal static class TransportFault
{
    /// <summary>Whether an exception is a participant's or the network's doing.</summary>
    public static bool Is(Exception exception) =>
        exception is HttpRequestException or IOException or OperationCanceledException or SocketException or AuthenticationException or InvalidDataException;

    /// <summary>The exception in words.</summary>
    public static string Describe(Exception exception)
    {
        if (Find<SocketException>(exception) is { } socket)
            return Describe(socket.SocketErrorCode);
        if (Find<AuthenticationException>(exception) is not null)
            return "the TLS handshake failed";
        if (exception is InvalidDataException)
            return "the response is not what its Content-Encoding says";
        if (exception is OperationCanceledException)
            return "the connection could not be made in time";
        return (Find<HttpRequestException>(exception)?.HttpRequestError ?? Find<HttpIOException>(exception)?.HttpRequestError) switch
        {
            HttpRequestError.NameResolutionError => "the host name could not be resolved",
            HttpRequestError.ConnectionError => "the connection could not be made",
            HttpRequestError.SecureConnectionError => "the TLS handshake failed",
            HttpRequestError.ResponseEnded => "the connection was closed before the response was complete",
            HttpRequestError.InvalidResponse => "the response is not valid HTTP",
            HttpRequestError.ConfigurationLimitExceeded => "the response headers are too long",
            HttpRequestError.HttpProtocolError => "the response broke the HTTP protocol",
            _ => "the connection failed",
        };
    }

    private static string Describe(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => "the connection was reset",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery => "the host name could not be resolved",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown => "the host cannot be reached",
        SocketError.TimedOut => "the connection timed out",
        SocketError.TooManyOpenSockets => "this server has too many open sockets",
        _ => $"the connection failed ({error})",
    };

    private static T? Find<T>(Exception exception)
        where T : Exception
    {
        for (var current = exception; current is not null; current = current.InnerException)
        {
            if (current is T found)
                return found;
        }

        return null;
    }
}
