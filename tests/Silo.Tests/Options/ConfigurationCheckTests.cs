using System.Globalization;
using Microsoft.Extensions.Configuration;
using OrleansSaga.Silo.Options;

namespace OrleansSaga.Silo.Tests.Options;

/// <summary>What is said about a wrong configuration: everything at once, each fault with its key, and no secret.</summary>
public sealed class ConfigurationCheckTests
{
    [Fact]
    public void Faults_OfNothing_AreNone() => Assert.Empty(Faults());

    [Fact]
    public void Faults_OfOtherSections_AreNotOurs() => Assert.Empty(Faults(("Logging:LogLevel:Default", "nonsense"), ("OrleansSagaX:Api:HttpPort", "x")));

    [Fact]
    public void Faults_OfEveryDefaultSaidAloud_AreNone() =>
        Assert.Empty(Faults([.. ConfigurationCheck.Keys().Select(key =>
            (key.Key, Convert.ToString(key.Value.GetValue(Activator.CreateInstance(key.Value.DeclaringType!)), CultureInfo.InvariantCulture)))]));

    [Fact]
    public void Faults_OfEveryKind_AreReportedAtOnceWithTheirKeys()
    {
        var faults = Faults(
            ("OrleansSaga:Storage:Provider", "oracle"),
            ("OrleansSaga:Storage:Writers", "17"),
            ("OrleansSaga:Storage:Colour", "red"),
            ("OrleansSaga:Api:HttpPort", "65536"),
            ("OrleansSaga:Api:BindAddress", "localhost"),
            ("OrleansSaga:Retry:JitterRatio", "much"),
            ("OrleansSaga:Limits:Steps", "0"),
            ("OrleansSaga:Limits:CallsPerHost", "0"),
            ("OrleansSaga:Retention:SucceededDays", "-1"),
            ("OrleansSaga:Security:Open", "true"));

        Assert.Equal(
            [
                "OrleansSaga:Api:BindAddress", "OrleansSaga:Api:HttpPort", "OrleansSaga:Limits:CallsPerHost", "OrleansSaga:Limits:ReservedForCompensation",
                "OrleansSaga:Limits:Steps", "OrleansSaga:Retention:SucceededDays", "OrleansSaga:Retry:JitterRatio", "OrleansSaga:Security:Open",
                "OrleansSaga:Storage:Colour", "OrleansSaga:Storage:Provider", "OrleansSaga:Storage:Writers",
            ],
            faults.Select(KeyOf).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("OrleansSaga:Retry:BaseSecond")]
    [InlineData("OrleansSaga:Storge:Provider")]
    [InlineData("OrleansSaga:HttpPort")]
    [InlineData("OrleansSaga:Api:HttpPort:Number")]
    [InlineData("OrleansSaga:Limits:InDocker")]
    public void Key_Unknown_IsReported(string key) => Assert.Equal([$"{key}: unknown key"], Faults((key, "1")));

    [Theory]
    [InlineData("orleanssaga:api:httpport", "1")]
    [InlineData("OrleansSaga:Storage:Provider", "Memory")]
    [InlineData("OrleansSaga:Storage:AutoMigrate", "FALSE")]
    [InlineData("OrleansSaga:Storage:CommandTimeout", "00:00:30")]
    [InlineData("OrleansSaga:Retry:JitterRatio", "0.25")]
    public void Value_InAnyCase_IsTaken(string key, string value) => Assert.Empty(Faults((key, value)));

    [Theory]
    [InlineData("OrleansSaga:Storage:Provider", "oracle", "sqlite, postgres, memory")]
    [InlineData("OrleansSaga:Storage:AutoMigrate", "yes", "true or false")]
    [InlineData("OrleansSaga:Storage:CommandTimeout", "soon", "a time")]
    [InlineData("OrleansSaga:Retry:JitterRatio", "0,1", "a number")]
    [InlineData("OrleansSaga:Limits:Steps", "1e3", "a whole number")]
    [InlineData("OrleansSaga:Limits:Steps", "99999999999", "a whole number")]
    [InlineData("OrleansSaga:Limits:Steps", "", "a whole number")]
    public void Value_OfTheWrongKind_SaysWhatIsWanted(string key, string value, string wanted)
    {
        var fault = Assert.Single(Faults((key, value)));

        Assert.StartsWith($"{key}: '{value}' is not ", fault, StringComparison.Ordinal);
        Assert.Contains(wanted, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OrleansSaga:Api:HttpPort", "-1", "0", "65535")]
    [InlineData("OrleansSaga:Retry:BaseSeconds", "0", "1", "3600")]
    [InlineData("OrleansSaga:Retry:MaxSeconds", "9", "10", "31536000")]
    [InlineData("OrleansSaga:Retry:JitterRatio", "1.01", "0", "1")]
    [InlineData("OrleansSaga:Retry:JitterRatio", "NaN", "0.1", null)]
    [InlineData("OrleansSaga:Retry:RequestTimeoutSeconds", "86401", "1", "86400")]
    [InlineData("OrleansSaga:Retry:TimeoutToFailSeconds", "0", "1", "31536000")]
    [InlineData("OrleansSaga:Retry:TimeoutToFailSeconds", "-1", "35", null)]
    [InlineData("OrleansSaga:Limits:BodyBytes", "104857601", "1", "104857600")]
    [InlineData("OrleansSaga:Limits:GidLength", "513", "1", "512")]
    [InlineData("OrleansSaga:Limits:Seconds", "315360001", "1", "315360000")]
    [InlineData("OrleansSaga:Limits:BodyBytes", "0", "1", "104857600")]
    [InlineData("OrleansSaga:Limits:DrivenTransactions", "0", "1", "20000")]
    [InlineData("OrleansSaga:Limits:CallsPerHost", "65536", "65", "65535")]
    [InlineData("OrleansSaga:Retention:TombstoneDays", "0", "1", "100000")]
    [InlineData("OrleansSaga:Storage:Provider", "3", "0", null)]
    [InlineData("OrleansSaga:Storage:MaxBatchCount", "10001", "1", "10000")]
    [InlineData("OrleansSaga:Storage:CommandTimeout", "10", "00:00:01", "12:00:00")]
    [InlineData("OrleansSaga:Storage:StartPatience", "60", "00:00:00", "12:00:00")]
    public void Value_OutOfRange_IsReported_AndTheEndsAreNot(string key, string wrong, string least, string? most)
    {
        Assert.Equal(key, KeyOf(Assert.Single(Faults((key, wrong)))));
        Assert.Empty(Faults((key, least)));
        Assert.Empty(Faults((key, most)));
    }

    /// <summary>A number without an upper end would be found out by an overflow in the kernel.</summary>
    [Fact]
    public void Number_OfAnyKey_HasALeastAndAMost()
    {
        string[] numbers = ["System.Int32", "System.Int64", "System.Double"];
        var keys = ConfigurationCheck.Keys().Where(key => numbers.Contains(key.Value.PropertyType.FullName)).Select(key => key.Key).ToList();

        Assert.True(keys.Count > 30);
        Assert.All(keys, key => Assert.Equal([key], Faults((key, "2147483647")).Select(KeyOf).Intersect([key])));
        Assert.All(keys, key => Assert.Equal([key], Faults((key, "-2147483648")).Select(KeyOf).Intersect([key])));
    }

    [Theory]
    [InlineData("20001", "40000", false)]
    [InlineData("20000", "40000", true)]
    [InlineData("20000", "39999", false)]
    [InlineData("25000", "50000", true)]
    public void DrivenTransactions_MustFitIntoHalfOfTheQueue(string driven, string queue, bool good)
    {
        var faults = Faults(("OrleansSaga:Limits:DrivenTransactions", driven), ("OrleansSaga:Storage:QueueCapacity", queue));

        Assert.Equal(good ? [] : ["OrleansSaga:Limits:DrivenTransactions"], faults.Select(KeyOf));
        Assert.All(faults, fault => Assert.Contains("OrleansSaga:Storage:QueueCapacity", fault, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.9.10")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    public void Bind_ToLoopback_IsTaken(string address) => Assert.Empty(Faults(("OrleansSaga:Api:BindAddress", address)));

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.0.0.1")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    public void Bind_BeyondLoopback_NeedsTheSwitch_InItsExactWords(string address)
    {
        var bind = ("OrleansSaga:Api:BindAddress", address);

        var fault = Assert.Single(Faults(bind));
        Assert.Equal("OrleansSaga:Api:BindAddress", KeyOf(fault));
        Assert.Contains("OrleansSaga:Security:AllowInsecurePublicBind=I_UNDERSTAND", fault, StringComparison.Ordinal);
        Assert.Single(Faults(bind, ("OrleansSaga:Security:AllowInsecurePublicBind", "true")));
        Assert.Single(Faults(bind, ("OrleansSaga:Security:AllowInsecurePublicBind", "i_understand")));
        Assert.Empty(Faults(bind, ("OrleansSaga:Security:AllowInsecurePublicBind", "I_UNDERSTAND")));
    }

    [Fact]
    public void Postgres_WithoutConnectionString_IsReported() =>
        Assert.Equal(["OrleansSaga:Storage:ConnectionString"], Faults(("OrleansSaga:Storage:Provider", "postgres")).Select(KeyOf));

    [Theory]
    [InlineData("OrleansSaga:Storage:ConnectionString")]
    [InlineData("OrleansSaga:Storage:ConnectionStrings")]
    [InlineData("OrleansSaga:ConnectionString")]
    public void Secret_WhereverItStands_IsNeverShown(string key)
    {
        var faults = Faults((key, "Host=db;Password=verysecret"), ("OrleansSaga:Storage:Provider", "postgre"), ("OrleansSaga:Api:HttpPort", "0x"));

        Assert.True(faults.Count >= 2);
        Assert.DoesNotContain(faults, fault => fault.Contains("verysecret", StringComparison.Ordinal));
    }

    [Fact]
    public void Environment_SetsKeys_AndItsFaultsHaveTheirKeys()
    {
        // A prefix of its own: the process's environment belongs to all tests.
        const string Prefix = "ORLEANSSAGA_TEST_CONFIGURATION_";
        var variables = new Dictionary<string, string> { ["OrleansSaga__Storage__Provider"] = "memory", ["OrleansSaga__Api__HttpPort"] = "many" };
        foreach (var (name, value) in variables)
            Environment.SetEnvironmentVariable(Prefix + name, value);
        try
        {
            var configuration = new ConfigurationBuilder().AddEnvironmentVariables(Prefix).Build();

            Assert.Equal("memory", configuration["OrleansSaga:Storage:Provider"]);
            Assert.Equal(["OrleansSaga:Api:HttpPort: 'many' is not a whole number"], ConfigurationCheck.Faults(configuration));
        }
        finally
        {
            foreach (var name in variables.Keys)
                Environment.SetEnvironmentVariable(Prefix + name, null);
        }
    }

    [Fact]
    public void Silo_WithAWrongConfiguration_IsNotBuilt()
    {
        var wrong = Assert.Throws<ConfigurationException>(() => SiloHost.Build(["--OrleansSaga:Storage:Provider=postgres", "--OrleansSaga:Api:HttpPort=x"]));

        Assert.Equal(["OrleansSaga:Api:HttpPort", "OrleansSaga:Storage:ConnectionString"], wrong.Faults.Select(KeyOf));
    }

    private static IReadOnlyList<string> Faults(params (string Key, string? Value)[] settings) =>
        ConfigurationCheck.Faults(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))).Build());

    /// <summary>Every fault begins with its key: up to ": " or to the first blank.</summary>
    private static string KeyOf(string fault) => fault.Split(' ')[0].TrimEnd(':');
}
