using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>
/// Rows as the first version wrote them, property by property. A version that is deployed while an order is open must read them: never change
/// these, add the rows of a newer layout beside them.
/// </summary>
public sealed class FirstLayoutTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly string Hash = "0x" + new string('a', 64);

    [Fact]
    public void Open_order_of_the_first_layout_is_read()
    {
        var order = OrderRow.Read(new RowValues
        {
            ["schema"] = 1,
            ["id"] = "m-1",
            ["trigger"] = "Manual",
            ["requestedBy"] = "operator",
            ["createdAt"] = At,
            ["revenueBaseCents"] = 100_000_00L,
            ["allocationCents"] = 10_000_00L,
            ["spendCents"] = 10_000_00L,
            ["spendUnits"] = "10000000000000000000000",
            ["rateBps"] = 1_000,
            ["parametersVersion"] = 1,
            ["ledgerRoot"] = new string('b', 64),
            ["revenueTotalCents"] = 100_000_00L,
            ["cutOff"] = "12,0,7",
            ["quoteMarket"] = "uniswap-v2",
            ["quoteAmountOut"] = "199",
            ["quotePrice"] = "50.15",
            ["quoteReferencePrice"] = "50",
            ["quoteImpactBps"] = 31,
            ["quoteDeviationBps"] = 30,
            ["quoteBlock"] = 40L,
            ["wallet"] = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
            ["keyId"] = "key/1",
            ["recipient"] = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
            ["status"] = "Pending",
            ["phase"] = "Broadcast",
            ["retry"] = 1,
            ["isUnknown"] = false,
            ["reason"] = "reverted",
            ["gasSpentWei"] = "21000",
            ["holdReason"] = "refused_by_nodes",
            ["holdDetail"] = "txpool is full",
            ["holdSince"] = At,
            ["holdLooks"] = 2,
        });

        Assert.Equal(("m-1", JobStatus.Pending, JobPhase.Broadcast, 1), (order.Id, order.Status, order.Phase, order.Retry));
        Assert.Equal((new Zar(100_000_00), new Zar(10_000_00)), (order.RevenueBase, order.Spend));
        Assert.Equal(new Hold(ReasonCode.RefusedByNodes, "txpool is full", At, 2), order.Hold);
        Assert.Equal([12, 0, 7], order.CutOff);
    }

    [Fact]
    public void Sent_attempt_of_the_first_layout_is_read_with_its_bytes()
    {
        var attempt = AttemptRow.Read(new RowValues
        {
            ["schema"] = 1,
            ["number"] = 2,
            ["retry"] = 1,
            ["kind"] = "Swap",
            ["state"] = "Sent",
            ["nonce"] = 9L,
            ["transactionHash"] = Hash,
            ["signedBytes"] = new byte[] { 2, 7 },
            ["maxFeePerGasWei"] = "2000000000",
            ["maxPriorityFeePerGasWei"] = "1000000000",
            ["gasLimit"] = 200_000L,
            ["minimumOut"] = "197",
            ["deadline"] = At.AddMinutes(20),
            ["createdAt"] = At,
            ["sentAtBlock"] = 100L,
        });

        Assert.Equal((2, 1, 9L, AttemptState.Sent, Hash256.Parse(Hash)), (attempt.Number, attempt.Retry, attempt.Nonce, attempt.State, attempt.TransactionHash));
        Assert.Equal([2, 7], attempt.SignedBytes.ToArray());
    }

    [Fact]
    public void State_of_the_first_layout_is_read()
    {
        var state = TreasuryStateRow.Read(new RowValues
        {
            ["schema"] = 1,
            ["consumedBaseCents"] = 100_000_00L,
            ["totalSpentCents"] = 7L,
            ["tokensAcquired"] = "8",
            ["gasSpentWei"] = "9",
            ["completed"] = 3L,
            ["failed"] = 2L,
            ["openOrderId"] = "m-1",
            ["openSpendCents"] = 10_000_00L,
            ["lastExecutionAt"] = At,
            ["nextNonce"] = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8=10",
            ["highWaterBlock"] = 123L,
            ["genesisHash"] = Hash,
            ["scheduleFrom"] = At,
            ["finishedSlot"] = At,
        });

        Assert.Equal(("m-1", new Zar(100_000_00), 123L), (state.OpenOrderId, state.ConsumedBase, state.HighWaterBlock));
        Assert.Equal(10, state.NextNonce[Address.Parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8")]);
    }
}
