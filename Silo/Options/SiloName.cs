namespace OrleansSaga.Silo.Options;

/// <summary>Names of silos.</summary>
public static class SiloName
{
    /// <summary>Most characters of a name.</summary>
    public const int MaxLength = 64;

    /// <summary>The name that is set, or the machine's with the HTTP port; where that is any free one, with the port for links.</summary>
    public static string Of(ClusterOptions options, ApiOptions api)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(api);
        if (options.Name.Length > 0)
            return options.Name;
        var suffix = api.HttpPort != 0 ? $":{api.HttpPort}" : options.Port != 0 ? $":{options.Port}" : $":{Guid.NewGuid():N}"[..9];
        var machine = string.Concat(Environment.MachineName.Where(IsAllowed).Take(MaxLength - suffix.Length));
        return machine + suffix;
    }

    /// <summary>Whether a name may be set.</summary>
    public static bool IsGood(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is > 0 and <= MaxLength && name.All(IsAllowed);
    }

    private static bool IsAllowed(char value) => char.IsAsciiLetterOrDigit(value) || value is '.' or '-' or '_' or ':';
}
