namespace OrleansSaga.Silo.Options;

/// <summary>Security switches; section <c>OrleansSaga:Security</c>.</summary>
public sealed class SecurityOptions
{
    /// <summary>The section that these options are bound from.</summary>
    public const string Section = "OrleansSaga:Security";

    /// <summary>The only value of <see cref="AllowInsecurePublicBind"/> that means yes.</summary>
    public const string Understood = "I_UNDERSTAND";

    /// <summary>Set to <c>I_UNDERSTAND</c> to listen beyond loopback although there is no authentication yet; default empty.</summary>
    public string AllowInsecurePublicBind { get; set; } = "";
}
