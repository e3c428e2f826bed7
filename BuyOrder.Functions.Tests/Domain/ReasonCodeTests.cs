using BuyOrder.Domain;

namespace BuyOrder.Functions.Tests.Domain;

/// <summary>The words for reasons. They are stored and searched for: none may change.</summary>
public sealed class ReasonCodeTests
{
    private static readonly (string Word, ReasonCode Code)[] Words =
    [
        ("ordered", ReasonCode.Ordered),
        ("below_minimum", ReasonCode.BelowMinimum),
        ("already_active", ReasonCode.AlreadyActive),
        ("price_rejected", ReasonCode.PriceRejected),
        ("price_impact", ReasonCode.PriceImpact),
        ("paused", ReasonCode.Paused),
        ("insufficient_funds", ReasonCode.InsufficientFunds),
        ("chain_unavailable", ReasonCode.ChainUnavailable),
        ("chain_mismatch", ReasonCode.ChainMismatch),
        ("market_unavailable", ReasonCode.MarketUnavailable),
        ("fee_too_high", ReasonCode.FeeTooHigh),
        ("foreign_nonce", ReasonCode.ForeignNonce),
        ("ledger_fault", ReasonCode.LedgerFault),
        ("signer_unavailable", ReasonCode.SignerUnavailable),
        ("signing_refused", ReasonCode.SigningRefused),
        ("simulation_failed", ReasonCode.SimulationFailed),
        ("simulation_unsupported", ReasonCode.SimulationUnsupported),
        ("allowance_mismatch", ReasonCode.AllowanceMismatch),
        ("reverted", ReasonCode.Reverted),
        ("cancelled", ReasonCode.Cancelled),
        ("nonce_taken_elsewhere", ReasonCode.NonceTakenElsewhere),
        ("purchase_mismatch", ReasonCode.PurchaseMismatch),
        ("refused_by_nodes", ReasonCode.RefusedByNodes),
        ("purchase_undone", ReasonCode.PurchaseUndone),
        ("store_outdated", ReasonCode.StoreOutdated),
        ("contract_changed", ReasonCode.ContractChanged),
        ("clock_skew", ReasonCode.ClockSkew),
        ("implausible_revenue", ReasonCode.ImplausibleRevenue),
        ("limit_reached", ReasonCode.LimitReached),
        ("transfer_mismatch", ReasonCode.TransferMismatch),
        ("rotation_incomplete", ReasonCode.RotationIncomplete),
        ("price_unavailable", ReasonCode.PriceUnavailable),
        ("price_disagrees", ReasonCode.PriceDisagrees),
        ("sequencer_down", ReasonCode.SequencerDown),
        ("depegged", ReasonCode.Depegged),
        ("missed", ReasonCode.Missed),
    ];

    [Fact]
    public void Words_stay_as_they_are_stored()
    {
        Assert.Equal(Words.Select(each => each.Word), Words.Select(each => each.Code.Value));
        Assert.Equal(Words.Select(each => each.Word), Words.Select(each => each.Code.ToString()));
    }

    [Fact]
    public void Judgements_about_the_purchase_itself_are_refusals_and_nothing_else_is() => Assert.Equal(
        [
            "price_rejected", "price_impact", "insufficient_funds", "market_unavailable", "fee_too_high", "signing_refused", "simulation_failed",
            "allowance_mismatch", "contract_changed", "price_disagrees", "depegged",
        ],
        Words.Where(each => each.Code.IsRefusal).Select(each => each.Word));

    [Fact]
    public void Reason_that_was_never_given_is_unknown() => Assert.Equal("unknown", default(ReasonCode).ToString());
}
