using BuyOrder.Domain;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Treasury;
using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Orders.Store;
using BuyOrder.Orders.Verifying;

using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Functions.Http;

/// <summary>What health tells of orders, schedule and verification, sentence by sentence.</summary>
public sealed class HealthFaultsTests
{
    private static readonly DateTimeOffset Opened = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);
    private static readonly ParametersVersion Daily = new(1, ParametersReader.Read(Settings, out _)!, Opened, "deployment", "first");

    [Fact]
    public void Order_whose_trial_failed_is_told_with_the_call_that_was_tried()
    {
        var refusal = new Refusal(ReasonCode.SimulationFailed, "approve reverts.") { Tried = new TriedCall(Wallet, "0x095ea7b3") };
        var record = new OrderRecord(Reserved().Held(refusal, Noon), [Attempt(AttemptKind.Approve, 3)]);

        Assert.Equal(
            $"Order m-1 is on hold since 2026-11-22T12:00:00Z. simulation_failed: approve reverts. Tried: a call of {Wallet} with 0x095ea7b3.",
            HealthFaults.OfOrder("m-1", HoldResponse.Of(record), isUnknown: false));
    }

    [Fact]
    public void Order_that_waits_with_signed_bytes_is_told_with_the_newest_of_its_try()
    {
        var old = Attempt(AttemptKind.Swap, 3, 1, AttemptState.Reverted);
        var approve = Attempt(AttemptKind.Approve, 4, 2, AttemptState.Sent) with { Retry = 1 };
        var swap = Attempt(AttemptKind.Swap, 5, 3, AttemptState.Sent) with { Retry = 1 };
        var order = Sent() with { Retry = 1 };
        var refusal = new Refusal(ReasonCode.FeeTooHigh, "The network asks too much.");

        Assert.Equal(
            $"Order m-1 is on hold since 2026-11-22T12:00:00Z. fee_too_high: The network asks too much. Tried: swap {Hash(3)} with nonce 5, sent.",
            HealthFaults.OfOrder("m-1", HoldResponse.Of(new OrderRecord(order.Held(refusal, Noon), [old, approve, swap])), isUnknown: false));
        Assert.EndsWith(
            "Nothing was tried yet.",
            HealthFaults.OfOrder("m-1", HoldResponse.Of(new OrderRecord(order.Held(refusal, Noon), [old])), isUnknown: false),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Order_that_moves_on_is_no_fault_and_an_unknown_one_needs_an_operator()
    {
        Assert.Null(HealthFaults.OfOrder("m-1", null, isUnknown: false));
        Assert.Equal("Order m-1 is unknown: an operator must resolve it.", HealthFaults.OfOrder("m-1", null, isUnknown: true));
    }

    [Theory]
    [InlineData("2026-11-21T23:59:00Z", null, null)] // the first slot has come and is still due
    [InlineData("2026-11-22T00:00:00Z", null, "s-20261121T0200")]
    [InlineData("2026-11-22T00:00:00Z", "2026-11-21T00:00:00Z", null)]
    [InlineData("2026-11-23T05:00:00Z", "2026-11-21T00:00:00Z", "s-20261122T0200")]
    [InlineData("2026-11-23T05:00:00Z", "2026-11-23T00:00:00Z", null)]
    public void Slot_is_missed_once_the_next_one_is_due_until_one_is_finished(string now, string? finished, string? missed)
    {
        var state = TreasuryState.OpenedAt(Opened) with { FinishedSlot = finished is null ? null : At(finished) };

        var fault = HealthFaults.OfSchedule(state, Daily, At(now));

        Assert.Equal(missed is null ? null : $"Slot {missed} was missed: it was never tried, and no slot was finished since.", fault);
    }

    [Fact]
    public void Missed_slot_is_told_with_the_reason_of_its_last_try()
    {
        var state = TreasuryState.OpenedAt(Opened) with { PendingSlot = new PendingSlot("s-20261122T0200", At("2026-11-22T00:00:00Z"), ReasonCode.Paused) };

        Assert.Contains("the last reason was paused", HealthFaults.OfSchedule(state, Daily, At("2026-11-22T00:05:00Z")), StringComparison.Ordinal);
    }

    [Fact]
    public void Slots_that_come_faster_than_health_is_read_stand_for_each_other()
    {
        var always = Daily with { Parameters = Daily.Parameters with { Schedule = "* * * * * *" } };
        var state = TreasuryState.OpenedAt(Opened) with { FinishedSlot = Opened };

        Assert.Null(HealthFaults.OfSchedule(state, always, Opened.AddMinutes(14)));
        Assert.NotNull(HealthFaults.OfSchedule(state, always, Opened.AddMinutes(16)));
        Assert.Null(HealthFaults.OfSchedule(state with { ScheduleFrom = null }, always, Opened.AddMinutes(16)));
    }

    [Fact]
    public void Verification_is_overdue_when_a_day_and_a_half_have_passed_without_one()
    {
        var clean = new StoredVerification(Opened, 10, 2, null, null);

        Assert.Null(HealthFaults.OfVerification(clean, Opened.AddDays(-9), Opened.AddHours(36)));
        Assert.Equal(
            "The ledger was last verified as a whole at 2026-11-20T10:00:00Z; it should be every day and within 36 hours.",
            HealthFaults.OfVerification(clean, Opened.AddDays(-9), Opened.AddHours(36).AddTicks(1)));
        Assert.Null(HealthFaults.OfVerification(null, Opened, Opened.AddHours(36)));
        Assert.Null(HealthFaults.OfVerification(null, null, Opened.AddHours(99)));
        Assert.Equal(
            "The ledger was never verified as a whole; it should be within 36 hours.", HealthFaults.OfVerification(null, Opened, Opened.AddHours(37)));
    }

    private static string? Settings(string member) => member == "ReferencePrice" ? "50.00" : null;

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
