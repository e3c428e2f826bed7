using System.Text.Json;

namespace BuyOrder.Testing.Model;

/// <summary>
/// Answers that say nothing at all: of another type, no number, half a character. They have their own chances, so that a scenario goes
/// otherwise only where they matter.
/// </summary>
internal sealed class Garbage(int seed)
{
    private static readonly JsonElement[] Kinds =
    [
        .. ((string[])
        [
            "null", "1", "true", "[]", "{}", "[[]]", """ "" """, """ "0" """, """ "0x1g" """, """ "-0x1" """, """ "0x\ud800" """, """ {"\udc00":1} """,
            """ {"number":null,"hash":"0x","logs":[null],"status":"0x2"} """, $"\"0x{new string('f', 65)}\"",
        ]).Select(text => JsonDocument.Parse(text).RootElement),
    ];

    private readonly Random random = new(~seed);

    /// <summary>For each answer of a batch what takes its place, or null; at least one is garbled.</summary>
    public JsonElement?[] Choose(int answers)
    {
        var chosen = new JsonElement?[answers];
        var certain = random.Next(answers);
        for (var index = 0; index < answers; index++)
        {
            if (index == certain || random.Next(4) == 0)
                chosen[index] = Kinds[random.Next(Kinds.Length)];
        }

        return chosen;
    }
}
