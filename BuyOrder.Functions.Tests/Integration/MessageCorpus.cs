using System.Reflection;
using System.Text;
using BuyOrder.Functions.Tests.Docs;
using BuyOrder.Functions.Tests.Domain.Revenue;
using BuyOrder.Functions.Tests.Ledger.Mix;

namespace BuyOrder.Functions.Tests.Integration;

/// <summary>Messages, good and bad: all that the reader's tests read, the sample month, mixes, and mutants of them by seed.</summary>
internal static class MessageCorpus
{
    private static readonly string[] Members = ["id", "kind", "source", "amount", "currency", "occurredAt", "refundOf", "exchangeRate", "metadata", "note"];

    /// <summary>Values that a member may come with, where they belong and where they do not.</summary>
    private static readonly string?[] Values =
    [
        null, "null", "true", "0", "1", "-1", "1.5", "10.005", "1e2", "1e-3", "1e300", "1e1000", "9999999999999999", "10000000000000000", "10000000000000001", "1000000000000000000",
        "999999999999999999", "1000000000000000000000000000000000000000000", "0.12345678901234567890123456789", "1.00000000000000000000000000000000000000001",
        "\"\"", "\"a\"", "\"0\"", "\"0.0000\"", "\"1\"", "\"1.5\"", "\"1.50\"", "\"1.500\"", "\"1.5000\"", "\"1.0000\"", "\"1.12345\"", "\"1.12340\"", "\"01\"", "\".5\"", "\"5.\"", "\"1e2\"", "\"1\\n\"",
        "\"9999999999999999.99\"", "\"10000000000000000.00\"", "\"10000000000000000.01\"", "\"100000000000000.0000\"", "\"100000000000000.0001\"", "\"1000000000000000\"", "\"1000000000000000.001\"",
        "\"999999999999999999\"", "\"1000000000000000000\"", "\"1234567890.12345678\"", "\"1234567890.123456789\"", "\"1234567890.1234567800\"",
        "\"0.0000000000000000000000000001\"", "\"0.00000000000000000000000000001\"", "\"0.0123456789012345678\"", "\"0.01234567890123456789\"", "\"0.00010000000000000000000000000000\"",
        "\"sale\"", "\"refund\"", "\"Sale\"", "\"course_sale\"", "\"subscription\"", "\"other\"", "\"ZAR\"", "\"USD\"", "\"JPY\"", "\"KWD\"", "\"CLF\"", "\"XAU\"", "\"zar\"", "\"EUR\\n\"",
        "\"2026-11-20T10:00:00Z\"", "\"2026-11-20t10:00:00.123456789+05:30\"", "\"2026-11-20T10:00:00\"", "\"2026-02-29T00:00:00Z\"", "\"2028-02-29T00:00:00Z\"", "\"2026-02-30T00:00:00Z\"", "\"2026-04-31T00:00:00Z\"",
        "\"1999-12-31T23:30:00-01:00\"", "\"1999-12-31T23:30:00Z\"", "\"1999-12-31T23:30:00+01:00\"", "\"1999-12-31T20:30:00-01:00\"", "\"2000-01-01T00:30:00+01:00\"", "\"9999-12-31T23:59:59Z\"", "\"9999-12-31T23:59:59-00:01\"",
        "\"2026-11-20T10:00:00Z\\n\"", "\"2026-11-20T10:00:60Z\"", "\"2026-13-20T10:00:00Z\"", "\"2026-11-20T24:00:00Z\"", "\"2026-11-20T10:00:00+24:00\"", "\"\\ud800\"", "\"😀\"", "\"a\\u200bb\"", "\"a \"", "\" a\"", "\"a b\"", "{}", "{\"a\":[1]}", "[]",
    ];

    public static IEnumerable<byte[]> OfTheReadersTests()
    {
        foreach (var data in DataOf(nameof(RevenueMessageReaderTests.Body_is_rejected_when_it_is_not_one_object_with_distinct_members)))
            yield return Encoding.UTF8.GetBytes((string)data[0]!);
        foreach (var data in DataOf(nameof(RevenueMessageReaderTests.Message_is_rejected_naming_reason_and_member)))
            yield return ReadMessages.Body(((string)data[0]!, (string)data[1]!));
        foreach (var data in DataOf(nameof(RevenueMessageReaderTests.Message_is_rejected_when_a_required_member_is_missing)))
            yield return ReadMessages.Body(((string)data[0]!, null));
        foreach (var data in DataOf(nameof(RevenueMessageReaderTests.Time_is_read_with_any_offset_and_kept_to_100_nanoseconds)))
            yield return ReadMessages.Body(("occurredAt", $"\"{data[0]}\""));
        foreach (var data in DataOf(nameof(RevenueMessageReaderTests.Amount_is_exact_as_text_and_as_number)))
            yield return ReadMessages.Body(("amount", (string)data[0]!));
    }

    public static IEnumerable<byte[]> OfSenders() =>
        [.. File.ReadLines(RepositoryFiles.At("samples/revenue.jsonl")).Select(Encoding.UTF8.GetBytes), .. new MessageMix(1_000, seed: 14).Messages.Select(message => message.Body)];

    /// <summary>What lies at the edge of a rule that no schema states.</summary>
    public static IEnumerable<byte[]> AtTheEdges()
    {
        string Nested(int depth) => "{\"a\":" + new string('[', depth) + new string(']', depth) + "}";
        var pairs = string.Concat(Enumerable.Repeat("😀", 64));
        yield return ReadMessages.Body(("metadata", Nested(62)));
        yield return ReadMessages.Body(("metadata", Nested(63)));
        yield return ReadMessages.Body(("note", $"\"{new string('x', 32_000)}\""));
        yield return ReadMessages.Body(("note", $"\"{new string('x', 33_000)}\""));
        yield return [.. ReadMessages.Body()[..^1], .. ",\"id\":\"pay-1\"}"u8];
        yield return [0xEF, 0xBB, 0xBF, .. ReadMessages.Body()];
        foreach (var id in (string[])[pairs, pairs + "a", new string('n', 128), new string('n', 129)])
        {
            yield return ReadMessages.Body(("id", $"\"{id}\""));
            yield return ReadMessages.Body(("kind", "\"refund\""), ("refundOf", $"\"{id}\""));
        }
    }

    /// <summary>A sale whose id has one character more, for each of the first 65 536 that may stand alone.</summary>
    public static IEnumerable<byte[]> WithEachCharacterInTheId() =>
        Enumerable.Range(0, 0x10000).Where(unit => !char.IsSurrogate((char)unit)).Select(unit => ReadMessages.Body(("id", $"\"a\\u{unit:x4}b\"")));

    public static IEnumerable<byte[]> Mutants(int count, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var changes = new List<(string, string?)>();
            if (random.Next(3) == 0)
                changes.AddRange([("kind", "\"refund\""), ("refundOf", "\"some\"")]);
            if (random.Next(2) == 0)
                changes.Add(("currency", Values.Where(value => value is { Length: 5 } && char.IsUpper(value[1])).ElementAt(random.Next(5))));
            for (var left = random.Next(1, 4); left > 0; left--)
                changes.Add((Members[random.Next(Members.Length)], Values[random.Next(Values.Length)]));
            var body = ReadMessages.Body([.. changes]);
            yield return random.Next(4) == 0 ? Damaged(body, random) : body;
        }
    }

    private static byte[] Damaged(byte[] body, Random random)
    {
        var (at, other) = (random.Next(body.Length), random.Next(body.Length));
        return random.Next(3) switch
        {
            0 => [.. body[..at], .. body[(at + 1)..]],
            1 => [.. body[..at], body[other], .. body[at..]],
            _ => [.. body[..at], body[other], .. body[(at + 1)..]],
        };
    }

    private static IEnumerable<object?[]> DataOf(string test) =>
        typeof(RevenueMessageReaderTests).GetMethod(test)!.GetCustomAttributes<InlineDataAttribute>().Select(data => data.Data);
}
