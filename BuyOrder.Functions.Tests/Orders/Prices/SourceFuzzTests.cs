using System.Text.Json;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Prices;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Prices;

namespace BuyOrder.Functions.Tests.Orders.Prices;

/// <summary>Every answer of a contract or a node is a price, a verdict, or no answer of that node.</summary>
public sealed class SourceFuzzTests(ITestOutputHelper output)
{
    private const int Cases = 20_000;

    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private static readonly Address[] Contracts = [.. Enumerable.Range(1, 4).Select(number => Address.Parse($"0x{number:x40}"))];

    private static readonly PriceSource[] Sources =
    [
        new FeedSource("feed", Contracts[0], null, 8, TimeSpan.FromHours(1), Contracts[1], true),
        new UniswapV2Source("v2", Contracts[0], null, Contracts[2], Contracts[3], TimeSpan.FromMinutes(30)),
        new UniswapV3Source("v3", Contracts[0], null, Contracts[3], Contracts[2], TimeSpan.FromMinutes(30)),
    ];

    /// <summary>What each source is answered when all is well, in the order of its calls.</summary>
    private static readonly Dictionary<string, string[]> Rights = new()
    {
        ["feed"] = [Hexed(8), Hexed(7, 5_000_000_000, Second, Second - 5, 7), Hexed(1, 0, Second - 7_200, Second - 7_200, 1)],
        ["v2"] =
        [
            Hexed(1_000, 2_000, Second % (1L << 32) - 60), Hexed(5), Hexed(6), Hexed(3), Hexed(4), Hexed(18), Hexed(18), Hexed(1_000, 2_000, Second % (1L << 32) - 60),
        ],
        ["v3"] = [Hexed(0x40, 0xa0, 2, 0, 1_800, 2, 1, 1), Hexed(1), Hexed(3), Hexed(4), Hexed(18), Hexed(18)],
    };

    private static long Second => Now.ToUnixTimeSeconds();

    [Fact]
    public void No_answer_is_anything_else()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var seen = new HashSet<string>();
        for (var number = 0; number < Cases; number++)
        {
            var source = Sources[number % Sources.Length];
            var batch = new RpcBatch();
            var read = source.Ask(batch);
            batch.Seal();
            foreach (var (call, right) in batch.Calls.Zip(Rights[source.Name]))
            {
                if (random.Next(4) == 0)
                    Answer(call, random);
                else
                    call.Answer("node", Json(right));
            }

            try
            {
                var answer = read(Now);
                seen.Add(answer is SourceAnswer.Failed failed ? $"{source.Name} {failed.Why}" : $"{source.Name} {answer.GetType().Name}");
                if (answer is SourceAnswer.Said said)
                    Assert.True(said.Price.Scaled.Sign > 0);
            }
            catch (Exception unheard) when (unheard is NodeUnavailableException or RpcException)
            {
                seen.Add($"{source.Name} unheard");
            }
        }

        output.WriteLine(string.Join(", ", seen.Order()));
        Assert.All(Sources, source => Assert.Contains($"{source.Name} unheard", seen));
        Assert.All(Sources, source => Assert.Contains($"{source.Name} {SourceVerdict.NoContract}", seen));
        Assert.All(Sources, source => Assert.Contains($"{source.Name} {SourceVerdict.Unreadable}", seen));
        Assert.Contains($"feed {nameof(SourceAnswer.Said)}", seen);
        Assert.Contains($"v2 {nameof(SourceAnswer.Summed)}", seen);
        Assert.Contains($"v3 {nameof(SourceAnswer.Said)}", seen);
    }

    /// <summary>Mostly words that mean something to one of the questions.</summary>
    private static void Answer(RpcCall call, Random random)
    {
        switch (random.Next(12))
        {
            case 0:
                call.Lose(new NodeUnavailableException("node", NodeFault.Timeout, "too late"));
                break;
            case 1:
                call.Refuse("node", new RpcError(RpcError.RevertCode, "execution reverted"));
                break;
            case 2:
                call.Refuse("node", new RpcError(-32603, "internal error"));
                break;
            case 3:
                call.Answer("node", Json("0x"));
                break;
            case 4:
                var garbage = new byte[random.Next(1, 200)];
                random.NextBytes(garbage);
                call.Answer("node", Json(Hex.Encode(garbage)));
                break;
            case 5:
                call.Answer("node", JsonDocument.Parse("{}").RootElement);
                break;
            default:
                call.Answer("node", Json("0x" + string.Concat(Words(random))));
                break;
        }
    }

    /// <summary>Two arrays of two for <c>observe</c>, else five words, of which shorter answers are the first.</summary>
    private static IEnumerable<string> Words(Random random)
    {
        if (random.Next(3) == 0)
        {
            return ["40".PadLeft(64, '0'), "a0".PadLeft(64, '0'), "2".PadLeft(64, '0'), Word(random), Word(random), "2".PadLeft(64, '0'), Word(random), Word(random)];
        }

        return Enumerable.Range(0, 5).Select(_ => Word(random));
    }

    private static string Word(Random random) => random.Next(12) switch
    {
        0 => new string('f', 64),
        1 => new string('0', 64),
        2 => $"{random.NextInt64():x64}",
        3 or 4 => $"{Now.ToUnixTimeSeconds() - random.Next(10_000):x64}",
        5 or 6 => "8".PadLeft(64, '0'),
        7 or 8 => "4".PadLeft(64, '0'),
        9 => "3".PadLeft(64, '0'),
        _ => $"{random.Next(100):x64}",
    };

    private static string Hexed(params long[] words) => "0x" + string.Concat(words.Select(word => $"{word:x64}"));

    private static JsonElement Json(string text) => JsonSerializer.SerializeToElement(text);
}
