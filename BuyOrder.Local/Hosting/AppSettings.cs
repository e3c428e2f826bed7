using System.Text.RegularExpressions;

namespace BuyOrder.Local.Hosting;

/// <summary>
/// The settings of the function app: the worker gets them as environment variables, and <c>%NAME%</c> in a binding means them.
/// </summary>
internal sealed partial class AppSettings(IReadOnlyDictionary<string, string> values)
{
    public static readonly AppSettings None = new(new Dictionary<string, string>());

    public IReadOnlyDictionary<string, string> Values => values;

    /// <summary>The same settings and one more.</summary>
    public AppSettings With(KeyValuePair<string, string> setting) =>
        new(new Dictionary<string, string>(values) { [setting.Key] = setting.Value });

    /// <summary>Puts the setting's value for every <c>%NAME%</c>.</summary>
    /// <exception cref="FunctionAppException">There is no such setting.</exception>
    public string Resolve(string text, string place) => Reference.Replace(text, match =>
        values.TryGetValue(match.Groups[1].Value, out var value)
            ? value
            : throw new FunctionAppException($"{place}: {match.Value} names no setting."));

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Reference { get; }
}
