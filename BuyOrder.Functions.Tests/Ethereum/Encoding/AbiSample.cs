using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Encoding;

namespace BuyOrder.Functions.Tests.Ethereum.Encoding;

/// <summary>Random parameters with random values of their types, and how such values look as JSON (numbers as decimal text).</summary>
internal sealed record AbiSample(AbiParameters Parameters, object[] Values)
{
    private const int MaxDepth = 3;
    private const int MaxItems = 4;

    public string Types => Parameters.ToString()[1..^1];

    public static AbiSample Random(Random random)
    {
        var drawn = Enumerable.Range(0, 1 + random.Next(MaxItems)).Select(_ => Draw(random, MaxDepth)).ToArray();
        var parameters = AbiParameters.Parse(string.Join(", ", drawn.Select(one => one.Type)));
        return new AbiSample(parameters, [.. drawn.Select(one => one.Value(random))]);
    }

    public string ToJson() => ToJson(Values);

    public static string ToJson(IReadOnlyList<object> values) => new JsonArray([.. values.Select(ToNode)]).ToJsonString();

    private static JsonNode ToNode(object value) => value switch
    {
        bool yes => JsonValue.Create(yes),
        string text => JsonValue.Create(text),
        byte[] bytes => JsonValue.Create(Hex.Encode(bytes)),
        IReadOnlyList<object> items => new JsonArray([.. items.Select(ToNode)]),
        _ => JsonValue.Create(value.ToString()!),
    };

    private static (string Type, Func<Random, object> Value) Draw(Random random, int depth) => random.Next(depth > 0 ? 10 : 7) switch
    {
        0 => Integer(8 * (1 + random.Next(32)), signed: false),
        1 => Integer(8 * (1 + random.Next(32)), signed: true),
        2 => ("address", r => new Address(Bytes(r, Address.Size))),
        3 => ("bool", r => r.Next(2) == 0),
        4 => FixedBytes(1 + random.Next(32)),
        5 => ("bytes", r => Bytes(r, r.Next(100))),
        6 => ("string", Text),
        7 => Array(Draw(random, depth - 1), length: null),
        8 => Array(Draw(random, depth - 1), length: 1 + random.Next(MaxItems)),
        _ => Tuple([.. Enumerable.Range(0, 1 + random.Next(MaxItems)).Select(_ => Draw(random, depth - 1))]),
    };

    private static (string, Func<Random, object>) Integer(int bits, bool signed) =>
        ($"{(signed ? "int" : "uint")}{bits}", random => Number(random, BigInteger.One << bits, signed));

    private static BigInteger Number(Random random, BigInteger span, bool signed)
    {
        var lowest = signed ? -span / 2 : 0;
        return random.Next(6) switch
        {
            0 => lowest,
            1 => lowest + span - 1,
            2 => BigInteger.Zero,
            _ => lowest + (new BigInteger(Bytes(random, 40), isUnsigned: true) % span),
        };
    }

    private static (string, Func<Random, object>) FixedBytes(int size) => ($"bytes{size}", random => Bytes(random, size));

    private static (string, Func<Random, object>) Array((string Type, Func<Random, object> Value) element, int? length) =>
        ($"{element.Type}[{length}]", random => Repeat(length ?? random.Next(MaxItems + 1), () => element.Value(random)));

    private static (string, Func<Random, object>) Tuple((string Type, Func<Random, object> Value)[] components) =>
        ($"({string.Join(",", components.Select(one => one.Type))})", random => components.Select(one => one.Value(random)).ToArray());

    private static object[] Repeat(int count, Func<object> value) => [.. Enumerable.Range(0, count).Select(_ => value())];

    private static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string Text(Random random)
    {
        var text = new StringBuilder();
        for (var i = random.Next(40); i > 0; i--)
        {
            text.Append(new Rune(random.Next(8) switch { 0 => 0xE9, 1 => 0x20AC, 2 => 0x1F600, _ => 32 + random.Next(95) }));
        }

        return text.ToString();
    }
}
