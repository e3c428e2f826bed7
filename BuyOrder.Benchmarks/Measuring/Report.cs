using System.Text;
using System.Text.Json;

namespace BuyOrder.Benchmarks.Measuring;

/// <summary>The results of a run, for machines.</summary>
internal sealed class Report
{
    private readonly List<(string Name, IReadOnlyList<Line> Lines)> results = [];

    public bool AllMet => results.All(result => result.Lines.All(line => line.Met != false));

    public void Add(string name, IReadOnlyList<Line> lines) => results.Add((name, lines));

    /// <summary>One line: <c>{"ingest":[{"case":…,"unit":…,"ours":…,"beside":…,"ratio":…,"aim":…,"met":…}]}</c>, without what is not there.</summary>
    public string ToJson()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            foreach (var (name, lines) in results)
            {
                json.WriteStartArray(name);
                foreach (var line in lines)
                    Write(json, line);
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void Write(Utf8JsonWriter json, Line line)
    {
        json.WriteStartObject();
        json.WriteString("case", line.Case);
        json.WriteString("unit", line.Unit);
        json.WriteNumber("ours", Math.Round(line.Ours, 3));
        if (line.Beside is { } beside)
        {
            json.WriteString("besideName", line.BesideName);
            json.WriteNumber("beside", Math.Round(beside, 3));
        }
        if (line.Ratio is { } ratio)
            json.WriteNumber("ratio", Math.Round(ratio, 3));
        if (line.Aim is { } aim)
        {
            json.WriteString("aim", aim.ToString());
            json.WriteBoolean("met", line.Met == true);
        }
        json.WriteEndObject();
    }
}
