using System.Text.Json;
using BuyOrder.Local.Hosting;

namespace BuyOrder.Local;

/// <summary>Deployment settings from the command line, which go over those of this run.</summary>
internal static class GivenSettings
{
    /// <summary>A test keeps it in step with the settings that the app knows.</summary>
    public const string Sample = "local.settings.sample.json";

    /// <summary>
    /// The settings by the names as the app writes them. The app itself only warns of a name that it does not know, because an older version
    /// may meet a newer one's settings; on a command line such a name is a slip, and it is refused in the words of the app.
    /// </summary>
    /// <param name="given">By name; upper and lower case are the same.</param>
    /// <param name="root">The repository's folder.</param>
    /// <exception cref="FunctionAppException">The app has no setting of that name. Of the value only the length is told: it may be a secret.</exception>
    public static IReadOnlyDictionary<string, string> Check(IReadOnlyDictionary<string, string> given, string root)
    {
        if (given.Count == 0)
            return given;
        var known = Names(root);
        var unknown = given.Where(each => !known.ContainsKey(each.Key)).Select(each =>
            $"Wrong setting: {each.Key}: found (a value of {each.Value.Length} characters); allowed: the settings of {Sample}").ToList();
        return unknown.Count == 0
            ? given.ToDictionary(each => known[each.Key], each => each.Value)
            : throw new FunctionAppException(string.Join(Environment.NewLine, unknown));
    }

    private static Dictionary<string, string> Names(string root)
    {
        using var sample = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(root, Sample)));
        return sample.RootElement.GetProperty("Values").EnumerateObject()
            .ToDictionary(value => value.Name, value => value.Name, StringComparer.OrdinalIgnoreCase);
    }
}
