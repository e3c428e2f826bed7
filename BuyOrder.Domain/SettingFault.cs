using BuyOrder.Domain.Chain;

namespace BuyOrder.Domain;

/// <summary>One wrong deployment setting, told so that it can be corrected without reading the code.</summary>
/// <param name="Setting">The environment name: <c>BuyOrder__Signer__Kind</c>.</param>
/// <param name="Found">What was found; never a secret or a part of one: <c>(not set)</c>, <c>(a value of 12 characters)</c>.</param>
/// <param name="Allowed">What is allowed: <c>KeyVaultSecret or Development</c>.</param>
public sealed record SettingFault(string Setting, string Found, string Allowed)
{
    /// <summary>What <see cref="Found"/> says of a setting that is absent or empty.</summary>
    public const string NotSet = "(not set)";

    /// <summary>How a secret is shown: that there is one, and its length.</summary>
    public static string Hidden(string secret) => $"(a value of {secret.Length} characters)";

    /// <summary>How a value that is no secret is shown: on one line, cut where it is long.</summary>
    public static string Shown(string value)
    {
        const int longest = 60;
        var line = ShownText.OneLine(value, longest);
        return value.Length > longest ? $"\"{line}…\"" : $"\"{line}\"";
    }

    /// <summary>One line.</summary>
    public override string ToString() => $"{Setting}: found {Found}; allowed: {Allowed}";
}
