using System.ComponentModel;
using System.Globalization;
using System.Net;
using System.Reflection;
using OrleansSaga.Grains.Kernel;
using OrleansSaga.Silo.Branches;
using OrleansSaga.Storage;

namespace OrleansSaga.Silo.Options;

/// <summary>
/// Checks everything under <c>OrleansSaga</c> before anything starts: unknown keys, values of the wrong kind, ranges, and the
/// bind address. All faults are reported at once, each with its key.
/// </summary>
public static class ConfigurationCheck
{
    /// <summary>The sections and the options that they hold.</summary>
    public static readonly IReadOnlyList<(string Section, Type Options)> Sections =
    [
        (StorageOptions.Section, typeof(StorageOptions)),
        (ApiOptions.Section, typeof(ApiOptions)),
        (SecurityOptions.Section, typeof(SecurityOptions)),
        (RetentionOptions.Section, typeof(RetentionOptions)),
        ("OrleansSaga:Retry", typeof(RetryOptions)),
        ("OrleansSaga:Limits", typeof(LimitOptions)),
        (BranchCallOptions.Section, typeof(BranchCallOptions)),
    ];

    /// <summary>All faults; empty when the configuration is good.</summary>
    public static IReadOnlyList<string> Faults(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var faults = new List<string>();
        var known = Keys();
        foreach (var section in configuration.GetSection("OrleansSaga").GetChildren())
        {
            foreach (var key in section.GetChildren())
            {
                if (!known.TryGetValue(key.Path, out var property))
                    faults.Add($"{key.Path}: unknown key");
                else if (key.Value is { } value && !Converts(value, property.PropertyType))
                    faults.Add($"{key.Path}: '{Shown(key.Path, value)}' is not {Describe(property.PropertyType)}");
            }
        }

        if (faults.Count == 0)
            faults.AddRange(Ranges(configuration));
        return faults;
    }

    /// <summary>Every key with the property that it sets.</summary>
    public static IReadOnlyDictionary<string, PropertyInfo> Keys()
    {
        var keys = new Dictionary<string, PropertyInfo>(StringComparer.OrdinalIgnoreCase);
        foreach (var (section, options) in Sections)
        {
            foreach (var property in options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod?.IsPublic == true))
                keys[$"{section}:{property.Name}"] = property;
        }

        return keys;
    }

    private static List<string> Ranges(IConfiguration configuration)
    {
        var faults = new List<string>();
        var api = configuration.GetSection(ApiOptions.Section).Get<ApiOptions>() ?? new();
        Range(faults, $"{ApiOptions.Section}:HttpPort", api.HttpPort, 0, 65535);
        CheckBind(faults, api, configuration.GetSection(SecurityOptions.Section).Get<SecurityOptions>() ?? new());

        var retry = configuration.GetSection("OrleansSaga:Retry").Get<RetryOptions>() ?? new();
        Range(faults, "OrleansSaga:Retry:BaseSeconds", retry.BaseSeconds, 1, 86_400);
        Range(faults, "OrleansSaga:Retry:MaxSeconds", retry.MaxSeconds, retry.BaseSeconds, 31_536_000);
        Range(faults, "OrleansSaga:Retry:JitterRatio", retry.JitterRatio, 0, 1);
        Range(faults, "OrleansSaga:Retry:RequestTimeoutSeconds", retry.RequestTimeoutSeconds, 1, 86_400);

        var limits = configuration.GetSection("OrleansSaga:Limits").Get<LimitOptions>() ?? new();
        foreach (var property in typeof(LimitOptions).GetProperties())
            Range(faults, $"OrleansSaga:Limits:{property.Name}", Convert.ToInt64(property.GetValue(limits), CultureInfo.InvariantCulture), 1, property.PropertyType == typeof(int) ? int.MaxValue : long.MaxValue);
        var storage = configuration.GetSection(StorageOptions.Section).Get<StorageOptions>() ?? new();
        if (limits.DrivenTransactions > storage.QueueCapacity / 2)
            faults.Add($"OrleansSaga:Limits:DrivenTransactions: {limits.DrivenTransactions} is more than half of {StorageOptions.Section}:QueueCapacity ({storage.QueueCapacity})");

        var retention = configuration.GetSection(RetentionOptions.Section).Get<RetentionOptions>() ?? new();
        foreach (var property in typeof(RetentionOptions).GetProperties())
            Range(faults, $"{RetentionOptions.Section}:{property.Name}", (int)property.GetValue(retention)!, 1, 100_000);
        return faults;
    }

    private static void CheckBind(List<string> faults, ApiOptions api, SecurityOptions security)
    {
        const string Key = $"{ApiOptions.Section}:BindAddress";
        if (!IPAddress.TryParse(api.BindAddress, out var address))
            faults.Add($"{Key}: '{api.BindAddress}' is not an IP address");
        else if (!IPAddress.IsLoopback(address) && security.AllowInsecurePublicBind != SecurityOptions.Understood)
            faults.Add($"{Key}: {api.BindAddress} is not loopback, and there is no authentication yet; set {SecurityOptions.Section}:AllowInsecurePublicBind={SecurityOptions.Understood} if only trusted machines can reach it");
    }

    private static void Range(List<string> faults, string key, double value, double least, double most)
    {
        if (value < least || value > most || double.IsNaN(value))
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"{key}: {value} is not from {least} to {most}"));
    }

    private static bool Converts(string value, Type type)
    {
        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromInvariantString(value) is not null || Nullable.GetUnderlyingType(type) is not null;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or NotSupportedException || exception.InnerException is FormatException or OverflowException)
        {
            return false;
        }
    }

    private static string Describe(Type type) => type switch
    {
        { IsEnum: true } => $"one of {string.Join(", ", Enum.GetNames(type).Select(name => name.ToLowerInvariant()))}",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(double) => "a number",
        _ when type == typeof(TimeSpan) => "a time such as 00:00:05",
        _ => "a whole number",
    };

    // Connection strings hold passwords.
    private static string Shown(string key, string value) => key.EndsWith("ConnectionString", StringComparison.OrdinalIgnoreCase) ? "..." : value;
}
