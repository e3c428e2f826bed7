using System.Globalization;
using System.Text;
using BuyOrder.Ledger.Intake;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.Tables;
using FsCheck.Xunit;

namespace BuyOrder.Functions.Tests.Ledger;

/// <summary>Random mixes of sales, refunds, currencies, duplicates, conflicts and broken messages against a calculation in decimals.</summary>
public sealed class RandomMixTests(TestServers servers)
{
    private static readonly (string Currency, string Rate, string Format)[] Currencies =
        [("ZAR", "1", "0.00"), ("USD", "18.255", "0.00"), ("JPY", "0.12345", "0"), ("KWD", "58.0005", "0.000")];

    [Property(MaxTest = 60)]
    public async Task<bool> Totals_agree_with_an_independent_calculation((byte Id, byte Kind, ushort Amount)[] events, byte[] splits, byte shards)
    {
        using var system = new LedgerSystem(new MemoryTableStore(), shardCount: (shards % 5) + 1);
        return await AgreesAsync(system, [.. events.Select(item => new Event($"id{item.Id % 40}", item.Kind, item.Amount))], splits);
    }

    [Fact]
    public async Task Totals_agree_on_the_real_tables_with_every_message_sent_twice_over_four_connections()
    {
        var random = new Random(20261120);
        var store = await TestStores.NewAsync(StoreKind.Azurite, servers);
        using var system = new LedgerSystem(store);
        using var other = new LedgerSystem(store);
        var events = Enumerable.Range(0, 600)
            .Select(i => new Event($"id{random.Next(700)}", (byte)(random.Next(256) & 0xF7), random.Next(65536)))
            .DistinctBy(item => item.Id)
            .ToArray();
        var bodies = events.Concat(events).Select(item => item.Body).ToArray();
        random.Shuffle(bodies);

        await Task.WhenAll(bodies.Chunk(bodies.Length / 4 + 1).Select(async (part, i) =>
        {
            foreach (var batch in part.Chunk(25))
                await (i % 2 == 0 ? system : other).RecordAsync(batch);
        }));

        var totals = await system.TotalsAsync();
        Assert.Equal(events.Where(item => !item.IsBroken).Sum(item => item.Value), totals.Total.Cents / 100m);
        Assert.Equal(events.Count(item => !item.IsBroken), totals.Entries);
        Assert.Equal(events.Count(item => item.IsBroken), await system.OpenRejectedAsync());
        await LedgerAudit.CheckAsync(store, totals);
    }

    private static async Task<bool> AgreesAsync(LedgerSystem system, Event[] events, byte[] splits)
    {
        var ledger = new Dictionary<string, Event>();
        var refused = new HashSet<string>();
        var expected = events.Select(item => Judge(item, ledger, refused)).ToArray();

        var outcomes = new List<RecordOutcome>();
        for (var i = 0; outcomes.Count < events.Length; i++)
        {
            var size = i < splits.Length ? 1 + (splits[i] % 30) : events.Length;
            outcomes.AddRange(await system.OutcomesAsync(events.Skip(outcomes.Count).Take(size).Select(item => item.Body)));
        }

        var totals = await system.TotalsAsync();
        await LedgerAudit.CheckAsync(system.Store, totals);
        Assert.Equal(expected, outcomes);
        Assert.Equal(ledger.Values.Sum(item => item.Value), totals.Total.Cents / 100m);
        return totals.Entries == ledger.Count && await system.OpenRejectedAsync() == refused.Count;
    }

    private static RecordOutcome Judge(Event item, Dictionary<string, Event> ledger, HashSet<string> refused)
    {
        if (item.IsBroken)
        {
            refused.Add(Convert.ToHexString(item.Body));
            return RecordOutcome.Rejected;
        }
        if (ledger.TryAdd(item.Id, item))
            return RecordOutcome.Recorded;
        if (ledger[item.Id].Content == item.Content)
            return RecordOutcome.Duplicate;
        refused.Add(Convert.ToHexString(item.Body));
        return RecordOutcome.ConflictingDuplicate;
    }

    /// <summary>Bits of the kind: 0–1 currency, 2 refund, 3 metadata, 4–7 broken when all are set.</summary>
    private sealed record Event(string Id, byte Kind, int Units)
    {
        public bool IsBroken => Kind >> 4 == 15;

        public decimal Value
        {
            get
            {
                var rand = Math.Round(Amount * decimal.Parse(Currencies[Kind & 3].Rate, CultureInfo.InvariantCulture), 2, MidpointRounding.ToEven);
                return IsRefund ? -rand : rand;
            }
        }

        public (int, bool, int) Content => (Kind & 3, IsRefund, Units);

        public byte[] Body
        {
            get
            {
                var (currency, rate, format) = Currencies[Kind & 3];
                var text = new StringBuilder($"{{\"id\":\"{Id}\",\"source\":\"other\",\"currency\":\"{(IsBroken ? "???" : currency)}\"");
                text.Append(CultureInfo.InvariantCulture, $",\"amount\":\"{Amount.ToString(format, CultureInfo.InvariantCulture)}\"");
                text.Append(",\"occurredAt\":\"2026-11-20T10:00:00Z\"");
                text.Append(IsRefund ? ",\"kind\":\"refund\",\"refundOf\":\"some\"" : "");
                text.Append(currency == "ZAR" ? "" : $",\"exchangeRate\":{rate}");
                text.Append((Kind & 8) == 0 ? "" : $",\"metadata\":{{\"kind\":{Kind}}}");
                return Encoding.UTF8.GetBytes(text.Append('}').ToString());
            }
        }

        private bool IsRefund => (Kind & 4) != 0;

        private decimal Amount => (Units + 1) / (Currencies[Kind & 3].Format.Length switch { 1 => 1m, 4 => 100m, _ => 1000m });
    }
}
