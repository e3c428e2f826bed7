using System.Text;
using System.Text.Json;

namespace BuyOrder.Local.Samples;

/// <summary>The revenue of one month, as the payment services would send it.</summary>
/// <param name="Messages">Raw bodies, in the order of arrival.</param>
/// <param name="Expected">What must come out of them.</param>
internal sealed record SampleMonth(IReadOnlyList<byte[]> Messages, ExpectedFigures Expected)
{
    /// <param name="root">The repository.</param>
    public static SampleMonth Read(string root)
    {
        var folder = Path.Combine(root, "samples");
        return new SampleMonth(
            [.. File.ReadLines(Path.Combine(folder, "revenue.jsonl")).Select(Encoding.UTF8.GetBytes)],
            new ExpectedFigures(JsonElement.Parse(File.ReadAllBytes(Path.Combine(folder, "expected.json")))));
    }
}
