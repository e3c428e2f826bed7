using System.Text.Json;

namespace BuyOrder.Testing.Hosting;

/// <summary>The settings of local.settings.sample.json, as the environment would have them.</summary>
internal static class SampleSettings
{
    public static Dictionary<string, string?> Read()
    {
        using var sample = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(BuiltApp.Repository, "local.settings.sample.json")));
        return sample.RootElement.GetProperty("Values").EnumerateObject()
            .ToDictionary(value => value.Name, value => value.Value.GetString());
    }
}
