namespace OrleansSaga.Silo.Demo;

/// <summary>The demo cannot start; the message tells the user why.</summary>
internal sealed class DemoCannotStartException(string message, Exception cause) : Exception(message, cause);
