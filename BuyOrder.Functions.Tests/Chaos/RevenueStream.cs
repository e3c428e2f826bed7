using BuyOrder.Functions.Tests.Domain.Revenue;

namespace BuyOrder.Functions.Tests.Chaos;

/// <summary>Revenue messages from a seed, with the sum that a ledger of all of them must have.</summary>
internal sealed class RevenueStream(Random random)
{
    private readonly List<byte[]> sent = [];
    private readonly List<string> sales = [];

    /// <summary>Sales less refunds.</summary>
    public decimal Total { get; private set; }

    public int Entries { get; private set; }

    /// <summary>New messages, some of them older ones again. A batch is worth an order: more than a thousand Rand.</summary>
    public IReadOnlyList<byte[]> NextBatch(int size)
    {
        var batch = new List<byte[]> { Sale(random.Next(150_000, 400_000)) };
        while (batch.Count < size)
        {
            batch.Add(random.Next(10) switch
            {
                0 => sent[random.Next(sent.Count)],
                1 => Refund(),
                2 => Foreign(),
                _ => Sale(random.Next(1_00, 900_00)),
            });
        }
        return batch;
    }

    private byte[] Sale(int cents)
    {
        sales.Add(NewId());
        return Add(TestMessage.Sale(sales[^1], Text(cents), random.Next(2) == 0 ? "course_sale" : "subscription"), cents / 100m);
    }

    private byte[] Refund()
    {
        var cents = random.Next(1_00, 50_00);
        return Add(TestMessage.Refund(NewId(), Text(cents), of: sales[random.Next(sales.Count)]), -cents / 100m);
    }

    /// <summary>At 18.50 every whole amount is a whole number of cents.</summary>
    private byte[] Foreign()
    {
        var dollars = random.Next(1, 60);
        return Add(TestMessage.Foreign(NewId(), "sale", $"{dollars}.00", "USD", "18.50"), dollars * 18.50m);
    }

    private byte[] Add(byte[] message, decimal value)
    {
        Total += value;
        Entries++;
        sent.Add(message);
        return message;
    }

    private string NewId() => $"pay-{Entries + 1}";

    private static string Text(int cents) => $"{cents / 100}.{cents % 100:00}";
}
