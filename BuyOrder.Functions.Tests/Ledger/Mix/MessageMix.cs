using System.Globalization;
using System.Text;

namespace BuyOrder.Functions.Tests.Ledger.Mix;

/// <summary>
/// Messages as the world sends them, from a seed: sales, refunds, currencies, the same message in other words, two messages of one id that
/// contradict each other, and broken ones. Values are calculated in decimals, without anything of the product.
/// </summary>
internal sealed class MessageMix
{
    private const string Broken = "broken";

    private static readonly string[] Sources = ["course_sale", "subscription", "other"];

    /// <summary>Code, decimals, rates with which it comes; some make halves of a cent.</summary>
    private static readonly (string Code, int Digits, string[] Rates)[] Currencies =
    [
        ("ZAR", 2, [""]), ("ZAR", 2, ["", "1", "1.00"]), ("USD", 2, ["18.255", "18.5", "17.99999"]), ("EUR", 2, ["19.8125", "20.005"]),
        ("JPY", 0, ["0.125", "0.12345"]), ("KWD", 3, ["58.0005", "60"]), ("CLF", 4, ["650.5"]), ("UGX", 0, ["0.005"]),
    ];

    private static readonly string[] Ids = ["pay_{0}", "Zahlung/ä#{0}", "支払い-{0}", "PAY {0}?", "a'b\\\"{0}", "💶{0}"];

    private readonly Random random;
    private readonly List<MixedMessage> messages = [];
    private int ids;

    /// <param name="count">About how many different messages.</param>
    /// <param name="seed">Of all choices.</param>
    public MessageMix(int count, int seed)
    {
        random = new Random(seed);
        while (messages.Count < count)
            AddSome();
    }

    public IReadOnlyList<MixedMessage> Messages => messages;

    /// <summary>All messages twice, in random order, in random batches.</summary>
    public IReadOnlyList<MixedMessage[]> Deliveries(int largestBatch)
    {
        var all = messages.Concat(messages).ToArray();
        random.Shuffle(all);
        var batches = new List<MixedMessage[]>();
        for (var at = 0; at < all.Length; at += batches[^1].Length)
            batches.Add(all[at..Math.Min(all.Length, at + random.Next(1, largestBatch + 1))]);
        return batches;
    }

    private void AddSome()
    {
        switch (random.Next(20))
        {
            case < 14:
                messages.Add(Valid(NewId()));
                break;
            case < 16:
                var id = NewId();
                messages.Add(Valid(id));
                messages.Add(messages[^1] with { Body = [.. messages[^1].Body[..^1], .. Encoding.UTF8.GetBytes($",\"retry\":{messages.Count}}}")] });
                break;
            case < 18:
                var contested = NewId();
                for (var i = random.Next(2, 4); i > 0; i--)
                    messages.Add(Valid(contested));
                break;
            default:
                messages.Add(BrokenOne());
                break;
        }
    }

    private MixedMessage Valid(string id)
    {
        var (currency, digits, rates) = Currencies[random.Next(Currencies.Length)];
        var rate = rates[random.Next(rates.Length)];
        var amount = random.Next(1, 9_000_000) / (decimal)Math.Pow(10, digits);
        var source = Sources[random.Next(Sources.Length)];
        var isRefund = random.Next(4) == 0;
        var text = amount.ToString($"F{digits}", CultureInfo.InvariantCulture);
        var of = isRefund ? $"sale_{random.Next(1, ids + 2)}" : null;
        var time = $"2026-{random.Next(1, 13):00}-{random.Next(1, 29):00}T{random.Next(24):00}:30:00{(random.Next(2) == 0 ? "Z" : "+02:00")}";

        var json = new StringBuilder($"{{\"id\":\"{id}\",\"source\":\"{source}\",\"currency\":\"{currency}\",\"occurredAt\":\"{time}\"");
        json.Append(random.Next(2) == 0 ? $",\"amount\":\"{text}\"" : $",\"amount\":{text}");
        json.Append(isRefund ? $",\"kind\":\"refund\",\"refundOf\":\"{of}\"" : random.Next(2) == 0 ? ",\"kind\":\"sale\"" : "");
        json.Append(rate.Length == 0 ? "" : random.Next(2) == 0 ? $",\"exchangeRate\":\"{rate}\"" : $",\"exchangeRate\":{rate}");
        json.Append(random.Next(3) == 0 ? $",\"metadata\":{{\"note\":\"{random.Next(1000)}\"}}" : "").Append('}');

        var value = Math.Round(amount * (rate.Length == 0 ? 1 : decimal.Parse(rate, CultureInfo.InvariantCulture)), 2, MidpointRounding.ToEven);
        return new MixedMessage(
            id, Encoding.UTF8.GetBytes(json.ToString()), $"{currency} {text} {rate} {source} {of} {time}", source, isRefund ? -value : value);
    }

    private MixedMessage BrokenOne()
    {
        var number = messages.Count;
        var text = random.Next(8) switch
        {
            0 => $"{{\"id\":\"x{number}\",\"source\":\"other\",\"amount\":\"1.001\",\"currency\":\"ZAR\",\"occurredAt\":\"2026-11-20T10:00:00Z\"}}",
            1 => $"{{\"id\":\"x{number}\",\"source\":\"gift\",\"amount\":\"1.00\",\"currency\":\"ZAR\",\"occurredAt\":\"2026-11-20T10:00:00Z\"}}",
            2 => $"{{\"id\":\"x{number}\",\"source\":\"other\",\"amount\":\"-1.00\",\"currency\":\"ZAR\",\"occurredAt\":\"2026-11-20T10:00:00Z\"}}",
            3 => $"{{\"id\":\"x{number}\",\"source\":\"other\",\"amount\":\"1.00\",\"currency\":\"XXX\",\"occurredAt\":\"2026-11-20T10:00:00Z\"}}",
            4 => $"{{\"id\":\"x{number}\",\"source\":\"other\",\"amount\":\"1.00\",\"currency\":\"ZAR\"}}",
            5 => $"not JSON {number}",
            6 => $"{{\"id\":\"x{number}\",\"source\":\"other\",\"amount\":\"0.00\",\"currency\":\"ZAR\",\"occurredAt\":\"2026-11-20T10:00:00Z\"}}",
            _ => $"{{\"id\":\"x{number}\",\"pad\":\"{new string('x', 33_000)}\"}}",
        };
        return new MixedMessage(null, Encoding.UTF8.GetBytes(text), Broken, "", 0);
    }

    private string NewId() => string.Format(CultureInfo.InvariantCulture, Ids[random.Next(Ids.Length)], ++ids);
}
