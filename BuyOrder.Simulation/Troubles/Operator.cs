using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Recovery;
using BuyOrder.Simulation.Auditing;
using BuyOrder.Storage.Verifying;
using BuyOrder.Testing.Model;

namespace BuyOrder.Simulation.Troubles;

/// <summary>
/// The operator: pauses buying and lets it go on, cancels orders, and when another holder of the key has used it finds out what became of an order, and goes on
/// from the chain's nonce.
/// </summary>
internal sealed class Operator(ModelChain chain, BookCopy book, Coverage coverage)
{
    /// <summary>Pauses buying, or resumes it when it is paused; asked once, also when that fails.</summary>
    public Func<PauseSwitch, Task> Turn() => async pause =>
    {
        var pauses = !book.State.IsPaused;
        PauseSwitchResult answer;
        try
        {
            answer = await pause.TurnAsync(new PauseSwitchRequest(pauses, "As it pleases.", "operator"), CancellationToken.None);
        }
        catch (LedgerFaultException)
        {
            // Rows that were edited: no step is taken on them either.
            return;
        }

        coverage.Count(pauses ? Happening.BuyingPaused : Happening.BuyingResumed);

        // There is one operator: it has not been turned since.
        Audit.Demand(answer.Pause is PauseState.Paused == pauses && book.State.IsPaused == pauses, "The answer says something else of the pause than the state.");
    };

    /// <summary>Asked once, also when that fails.</summary>
    public Func<OrderCancellation, Task> Cancel(string orderId) => async cancels =>
    {
        CancellationResult answer;
        try
        {
            answer = await cancels.CancelAsync(new CancellationRequest(orderId, "Not wanted any more.", "operator"), CancellationToken.None);
        }
        catch (LedgerFaultException)
        {
            // Rows that were edited: no step is taken on them either.
            return;
        }

        var order = book.Find(orderId)!;
        Audit.Demand(answer is not CancellationResult.NotFound, $"{orderId} is not found.");
        Audit.Demand(
            order.CancelRequested is not null || answer is CancellationResult.Conflict, $"{orderId} is said to be cancelled, but holds no request for it.");
        Audit.Demand(
            answer is not CancellationResult.Cancelled || order.Status == JobStatus.Failed, $"{orderId} is said to be cancelled, and is {order.Status}.");
        coverage.Count(answer switch
        {
            CancellationResult.Cancelled => Happening.CancelAnswered,
            CancellationResult.UnderWay => Happening.CancelUnderWay,
            _ => Happening.CancelRefused,
        });
    };

    /// <summary>What to try next about an unknown order: the app takes only what the chain bears out.</summary>
    public Func<OrderResolution, Task> Resolve(Order order) => async resolution =>
    {
        var bought = book.AttemptsOf(order.Id).FirstOrDefault(attempt => chain.Head.Find(attempt.TransactionHash)?.Mined.IsPurchase == true)?.TransactionHash;
        var result = await resolution.ResolveAsync(
            new ResolutionRequest(order.Id, bought is null ? Finding.Failed : Finding.Completed, "As the chain shows.", bought?.ToString(), "operator"),
            CancellationToken.None);
        if (result is ResolutionResult.Resolved)
            coverage.Count(Happening.OrderResolved);
    };

    /// <summary>The key whose nonce a stranger has moved on; null when there is none.</summary>
    public ModelKey? Overtaken() =>
        ModelKey.Versions.FirstOrDefault(key => book.State.NextNonce.TryGetValue(key.Address, out var next) && NonceOf(key) > next);

    public Func<NonceAcceptance, Task> Accept(ModelKey key) => async acceptance =>
    {
        var result = await acceptance.AcceptAsync(
            new NonceAcceptanceRequest(key.Address, NonceOf(key), "As the chain shows.", null, "operator"), CancellationToken.None);
        if (result is AcceptanceResult.Accepted)
            coverage.Count(Happening.NonceAccepted);
    };

    private long NonceOf(ModelKey key) => chain.Head.State.Accounts[key.Version].Nonce;
}
