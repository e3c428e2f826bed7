using System.Collections.Immutable;
using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Domain.Orders;

public sealed class ResolutionDecisionTests
{
    private static readonly Hash256 Evidence = Hash(0xee);

    private static readonly Order Unknown = Reserved().Unknown(new Refusal(ReasonCode.NonceTakenElsewhere, "nonce 5"), Noon);

    private static readonly IReadOnlyList<Attempt> Attempts =
    [
        Attempt(AttemptKind.Approve, nonce: 4, number: 1, AttemptState.Sent),
        Attempt(AttemptKind.Swap, nonce: 5, number: 2, AttemptState.Sent),
        Attempt(AttemptKind.Cancel, nonce: 5, number: 3, AttemptState.Sent),
    ];

    private static readonly Facts NothingBought = new(NonceAtFinal: 6, [Receipt(1, final: true)]);

    [Fact]
    public void Order_fails_when_its_nonces_are_final_and_no_money_moved()
    {
        var borne = Assert.IsType<ResolutionVerdict.Confirmed>(Decide(Finding.Failed, NothingBought));

        Assert.Null(borne.Purchase);
        Assert.Equal(42_000, borne.GasSpentWei);
        Assert.Equal(
            [AttemptState.Succeeded, AttemptState.Superseded, AttemptState.Superseded], borne.Attempts.Select(attempt => attempt.State));
    }

    [Theory]
    [InlineData(Finding.Failed, 5)]
    [InlineData(Finding.Failed, 4)]
    [InlineData(Finding.Completed, 5)]
    public void Nothing_is_borne_out_while_any_bytes_can_still_be_mined(Finding finding, long nonceAtFinal)
    {
        var facts = Bought(Unknown.SpendUnits) with { NonceAtFinal = nonceAtFinal };

        Assert.Contains($"Nonce {nonceAtFinal}", Contradicted(Decide(finding, facts)), StringComparison.Ordinal);
    }

    [Fact]
    public void Order_does_not_fail_when_one_of_its_transactions_moved_money_even_if_it_bought_nothing()
    {
        var facts = NothingBought with { Receipts = [Receipt(1, final: true), Receipt(2, final: true)] };

        var moved = facts with { Moved = new() { [Hash(2)] = new Transfers(1, null) } };

        Assert.Contains(Hash(2).ToString(), Contradicted(Decide(Finding.Failed, moved)), StringComparison.Ordinal);
    }

    [Fact]
    public void Receipt_that_an_index_lacks_does_not_hide_the_money_that_the_logs_show() =>
        Assert.Contains(Hash(2).ToString(), Contradicted(Decide(Finding.Failed, NothingBought with { Logged = [Hash(2)] })), StringComparison.Ordinal);

    [Fact]
    public void Order_does_not_fail_beside_a_purchase_of_its_spend_that_belongs_to_no_order()
    {
        var facts = Bought(Unknown.SpendUnits) with { Logged = [Evidence], Ownerless = [Evidence] };
        var another = Bought(Unknown.SpendUnits + 1) with { Logged = [Evidence], Ownerless = [Evidence] };

        Assert.Contains(Evidence.ToString(), Contradicted(Decide(Finding.Failed, facts)), StringComparison.Ordinal);
        Assert.IsType<ResolutionVerdict.Confirmed>(Decide(Finding.Failed, another));
    }

    [Fact]
    public void Order_completes_with_a_final_purchase_of_exactly_its_spend()
    {
        var borne = Assert.IsType<ResolutionVerdict.Confirmed>(Decide(Finding.Completed, Bought(Unknown.SpendUnits)));

        Assert.Equal((Evidence, Unknown.SpendUnits, 180), (borne.Purchase!.TransactionHash, borne.Purchase.SpentUnits, (int)borne.Purchase.TokensAcquired));
        Assert.Equal(84_000, borne.GasSpentWei);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Own_swap_that_brought_nothing_completes_with_what_left_and_nothing_that_came(bool byEventsAlone)
    {
        var own = new Facts(NonceAtFinal: 6, [Receipt(1, final: true), Receipt(2, final: true)])
        {
            Moved = new() { [Hash(2)] = new Transfers(Unknown.SpendUnits + 5, null, 0, byEventsAlone) },
            Logged = [Hash(2)],
            Owner = Unknown.Id,
        };

        var borne = Assert.IsType<ResolutionVerdict.Confirmed>(Decide(Finding.Completed, own, Hash(2)));

        Assert.Equal(
            new Purchase(Hash(2), 99, Hash256.Parse("0x" + new string('b', 64)), Unknown.SpendUnits + 5, 0, byEventsAlone), borne.Purchase);
    }

    [Fact]
    public void Transaction_that_is_not_the_orders_own_swap_completes_it_only_as_a_whole_purchase()
    {
        var approval = new Facts(NonceAtFinal: 6, [Receipt(1, final: true), Receipt(2, succeeded: false, final: true)])
        {
            Moved = new() { [Hash(1)] = new Transfers(Unknown.SpendUnits, null) },
            Owner = Unknown.Id,
        };

        Assert.IsType<ResolutionVerdict.NoEvidence>(Decide(Finding.Completed, approval, Hash(1)));
    }

    [Fact]
    public void Own_swap_as_evidence_closes_its_attempt_and_its_gas_counts_once()
    {
        var own = new Facts(NonceAtFinal: 6, [Receipt(1, final: true), Receipt(2, final: true)])
        {
            Moved = new() { [Hash(2)] = new Transfers(Unknown.SpendUnits, Purchase(Unknown, attempt: 2)) },
            Logged = [Hash(2)],
            Owner = Unknown.Id,
        };

        var borne = Assert.IsType<ResolutionVerdict.Confirmed>(Decide(Finding.Completed, own, Hash(2)));

        Assert.Equal(Hash(2), borne.Purchase!.TransactionHash);
        Assert.Equal(84_000, borne.GasSpentWei);
        Assert.Equal(
            [AttemptState.Succeeded, AttemptState.Succeeded, AttemptState.Superseded], borne.Attempts.Select(attempt => attempt.State));
        Assert.Equal([42_000, 42_000, null], borne.Attempts.Select(attempt => (int?)attempt.GasSpentWei));
    }

    [Fact]
    public void Attempt_that_reverted_is_closed_so_and_one_that_was_closed_before_is_not_written_again()
    {
        var closed = Attempts[0] with { State = AttemptState.Succeeded, GasSpentWei = 42_000 };
        var reverted = NothingBought with { Receipts = [Receipt(1, final: true), Receipt(2, succeeded: false, final: true)] };

        var borne = Assert.IsType<ResolutionVerdict.Confirmed>(
            ResolutionDecision.Decide(Unknown, [closed, .. Attempts.Skip(1)], Finding.Failed, null, Chain(reverted)));

        Assert.Equal(
            [(2, AttemptState.Reverted), (3, AttemptState.Superseded)], borne.Attempts.Select(attempt => (attempt.Number, attempt.State)));
        Assert.Equal(84_000, borne.GasSpentWei);
    }

    [Fact]
    public void First_of_several_unused_nonces_is_named() =>
        Assert.Contains(
            "Nonce 4", Contradicted(Decide(Finding.Failed, NothingBought with { NonceAtFinal = 0 })), StringComparison.Ordinal);

    [Fact]
    public void Evidence_that_is_not_on_the_chain_or_not_final_proves_nothing_yet()
    {
        var bought = Bought(Unknown.SpendUnits);
        var young = bought with { Receipts = [bought.Receipts[0], bought.Receipts[1] with { IsFinal = false }] };

        Contradicted(Decide(Finding.Completed, NothingBought));
        Assert.Contains("not final", Contradicted(Decide(Finding.Completed, young)), StringComparison.Ordinal);
    }

    [Fact]
    public void Evidence_that_bought_something_else_is_refused_with_what_it_did()
    {
        var bought = Bought(Unknown.SpendUnits);
        var reverted = bought with { Receipts = [bought.Receipts[^1] with { Succeeded = false }], Moved = [] };

        Assert.Contains("spent 7 units", NoEvidence(Decide(Finding.Completed, Bought(7))), StringComparison.Ordinal);
        Assert.Contains("belongs to order m-9", NoEvidence(Decide(Finding.Completed, bought with { Owner = "m-9" })), StringComparison.Ordinal);
        Assert.Contains("reverted", NoEvidence(Decide(Finding.Completed, reverted)), StringComparison.Ordinal);
        var lost = bought with { Moved = new() { [Evidence] = new Transfers(5, null) } };
        Assert.Contains("5 units of stablecoin left", NoEvidence(Decide(Finding.Completed, lost)), StringComparison.Ordinal);
        var elsewhere = bought with { Moved = new() { [Evidence] = new Transfers(0, null) } };
        Assert.Contains("no purchase by the wallet", NoEvidence(Decide(Finding.Completed, elsewhere)), StringComparison.Ordinal);
        Assert.Contains("no purchase by the wallet", NoEvidence(Decide(Finding.Completed, bought with { Moved = [] })), StringComparison.Ordinal);
    }

    [Fact]
    public void Order_does_not_complete_with_a_second_purchase_beside_its_own()
    {
        var twice = Bought(Unknown.SpendUnits) with { Logged = [Hash(2), Evidence] };

        Assert.Contains(Hash(2).ToString(), Contradicted(Decide(Finding.Completed, twice)), StringComparison.Ordinal);
    }

    private static ResolutionVerdict Decide(Finding finding, Facts facts, Hash256? evidence = null) =>
        ResolutionDecision.Decide(Unknown, Attempts, finding, finding == Finding.Completed ? evidence ?? Evidence : null, Chain(facts));

    private static ResolutionFacts Chain(Facts facts) => new(
        OnChain([.. facts.Receipts]) with { NonceAtFinal = facts.NonceAtFinal },
        facts.Moved,
        facts.Logged.ToImmutableHashSet(),
        facts.Ownerless.ToImmutableHashSet(),
        facts.Owner);

    private static Facts Bought(BigInteger spent)
    {
        var receipt = Receipt(1, final: true) with { TransactionHash = Evidence };
        return NothingBought with
        {
            Receipts = [Receipt(1, final: true), receipt],
            Moved = new() { [Evidence] = new Transfers(spent, new Purchase(Evidence, receipt.BlockNumber, receipt.BlockHash, spent, 180)) },
        };
    }

    private static string Contradicted(ResolutionVerdict verdict) => Assert.IsType<ResolutionVerdict.Contradicted>(verdict).Detail;

    private static string NoEvidence(ResolutionVerdict verdict) => Assert.IsType<ResolutionVerdict.NoEvidence>(verdict).Detail;

    private sealed record Facts(long NonceAtFinal, IReadOnlyList<ReceiptFacts> Receipts)
    {
        public Dictionary<Hash256, Transfers> Moved { get; init; } = [];

        public IReadOnlyList<Hash256> Logged { get; init; } = [];

        public IReadOnlyList<Hash256> Ownerless { get; init; } = [];

        public string? Owner { get; init; }
    }
}
