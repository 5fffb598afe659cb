using System.ComponentModel;
using System.Net;
using System.Reflection;
using Microsoft.Extensions.Options;
using OrleansSaga.Grains.Kernel;
using OrleansSaga.Silo.Alerts;
using OrleansSaga.Silo.Application.Topics;
using OrleansSaga.Silo.Branches;
using OrleansSaga.Storage;

namespace OrleansSaga.Silo.Options;

/// <summary>
/// Checks everything under <c>OrleansSaga</c> before anything starts: unknown keys, values of the wrong kind, ranges, and the
/// bind address. All faults are reported at once, each with its key.
/// </summary>
public static class ConfigurationCheck
{
    private const string Root = "OrleansSaga";

    /// <summary>The sections and the options that they hold.</summary>
    public static readonly IReadOnlyList<(string Section, Type Options)> Sections =
    [
        (StorageOptions.Section, typeof(StorageOptions)),
        (ApiOptions.Section, typeof(ApiOptions)),
        (ClusterOptions.Section, typeof(ClusterOptions)),
        (SecurityOptions.Section, typeof(SecurityOptions)),
        (RetentionOptions.Section, typeof(RetentionOptions)),
        (EngineCheck.RetrySection, typeof(RetryOptions)),
        (EngineCheck.LimitsSection, typeof(LimitOptions)),
        (BranchCallOptions.Section, typeof(BranchCallOptions)),
        (TopicOptions.Section, typeof(TopicOptions)),
        (AlertOptions.Section, typeof(AlertOptions)),
    ];

    /// <summary>All faults; empty when the configuration is good.</summary>
    public static IReadOnlyList<string> Faults(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var faults = new List<string>();
        var readable = new Dictionary<string, string?>();
        var known = Keys();
        foreach (var (key, value) in configuration.GetSection(Root).AsEnumerable())
        {
            if (value is null)
                continue;
            if (!known.TryGetValue(key, out var property))
                faults.Add($"{key}: unknown key");
            else if (!Converts(value, property.PropertyType))
                faults.Add($"{key}: '{value}' is not {Describe(property.PropertyType)}");
            else
                readable[key] = value;
        }

        // What cannot be read counts as absent here, so that the faults of everything else are still found.
        AddRanges(faults, new ConfigurationBuilder().AddInMemoryCollection(readable).Build());
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

    private static void AddRanges(List<string> faults, IConfiguration configuration)
    {
        var api = Get<ApiOptions>(configuration, ApiOptions.Section);
        Range(faults, $"{ApiOptions.Section}:HttpPort", api.HttpPort, 0, 65535);
        Range(faults, $"{ApiOptions.Section}:GrpcPort", api.GrpcPort, -1, 65535);
        if (api.GrpcPort > 0 && api.GrpcPort == api.HttpPort)
            faults.Add($"{ApiOptions.Section}:GrpcPort: {api.GrpcPort} is the HTTP port; gRPC needs one of its own");
        var security = Get<SecurityOptions>(configuration, SecurityOptions.Section);
        CheckBind(faults, api, security);

        var limits = Get<LimitOptions>(configuration, EngineCheck.LimitsSection);
        faults.AddRange(EngineCheck.Faults(Get<RetryOptions>(configuration, EngineCheck.RetrySection), limits));
        AddFailures(faults, new BranchCallOptionsValidator(), Get<BranchCallOptions>(configuration, BranchCallOptions.Section));
        AddFailures(faults, new TopicOptionsValidator(), Get<TopicOptions>(configuration, TopicOptions.Section));
        AddFailures(faults, new AlertOptionsValidator(), Get<AlertOptions>(configuration, AlertOptions.Section));

        var storage = Get<StorageOptions>(configuration, StorageOptions.Section);
        AddFailures(faults, new StorageOptionsValidator(), storage);
        faults.AddRange(ClusterCheck.Faults(Get<ClusterOptions>(configuration, ClusterOptions.Section), api, security, storage));
        if (limits.DrivenTransactions > storage.QueueCapacity / 2)
            faults.Add($"{EngineCheck.LimitsSection}:DrivenTransactions: {limits.DrivenTransactions} is more than half of {StorageOptions.Section}:QueueCapacity ({storage.QueueCapacity})");

        var retention = Get<RetentionOptions>(configuration, RetentionOptions.Section);
        foreach (var property in typeof(RetentionOptions).GetProperties())
            Range(faults, $"{RetentionOptions.Section}:{property.Name}", (int)property.GetValue(retention)!, 1, 100_000);
    }

    private static T Get<T>(IConfiguration configuration, string section)
        where T : new() => configuration.GetSection(section).Get<T>() ?? new();

    private static void AddFailures<T>(List<string> faults, IValidateOptions<T> validator, T options)
        where T : class => faults.AddRange(validator.Validate(null, options).Failures ?? []);

    private static void CheckBind(List<string> faults, ApiOptions api, SecurityOptions security)
    {
        const string Key = $"{ApiOptions.Section}:BindAddress";
        if (!IPAddress.TryParse(api.BindAddress, out var address))
            faults.Add($"{Key}: '{api.BindAddress}' is not an IP address");
        else if (BindRule.Fault(Key, address, security) is { } fault)
            faults.Add(fault);
    }

    private static void Range(List<string> faults, string key, double value, double least, double most)
    {
        if (OptionRange.Fault(key, value, least, most) is { } fault)
            faults.Add(fault);
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
}
