namespace OrleansSaga.Silo.Options;

/// <summary>The configuration is wrong. The process ends with exit code 78 and prints every fault.</summary>
public sealed class ConfigurationException : Exception
{
    /// <summary>Exit code of a process whose configuration is wrong (sysexits: EX_CONFIG).</summary>
    public const int ExitCode = 78;

    /// <summary>Creates the exception.</summary>
    public ConfigurationException()
    {
    }

    /// <summary>Creates the exception with one fault.</summary>
    public ConfigurationException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with one fault and its cause.</summary>
    public ConfigurationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception with all faults.</summary>
    public ConfigurationException(IReadOnlyList<string> faults)
        : base(string.Join(Environment.NewLine, faults))
    {
        Faults = faults;
    }

    /// <summary>The faults, each beginning with its key.</summary>
    public IReadOnlyList<string> Faults { get; } = [];
}
