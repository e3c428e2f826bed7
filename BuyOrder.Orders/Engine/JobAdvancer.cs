using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Checks;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Signing;
using BuyOrder.Orders.Store;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Engine;

/// <summary>
/// Takes the open order or wallet task as far as it goes: look, let <see cref="JobDecision"/> decide, act, write, again. Every act is either harmless to
/// repeat or preceded by its durable record, so it may be stopped anywhere and run again by any instance.
/// </summary>
internal sealed partial class JobAdvancer(
    OrderStore store,
    ParameterStore parameters,
    TransactionReader chain,
    OrderPreparation preparation,
    TaskPreparation tasks,
    Broadcaster broadcaster,
    RevertReplay replay,
    JobDecider decide,
    EngineLimits limits,
    TimeProvider time,
    ILogger<JobAdvancer> logger)
{
    /// <summary>Steps of one call; an order needs fewer, and the next tick goes on.</summary>
    private const int MaxSteps = 16;

    /// <summary>The book after the last step that was written, with no open order if it ended.</summary>
    /// <param name="book">As it was loaded.</param>
    /// <param name="inForce">The parameters, read not before the book was being loaded.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <remarks>Whether buying is paused is asked of the state that each step will replace: a pause makes the write of a step that began before it fail.</remarks>
    public async Task<OrderSnapshot> AdvanceAsync(OrderSnapshot book, ParametersVersion inForce, CancellationToken cancellation)
    {
        TransactionFacts? facts = null;
        for (var steps = 0; steps < MaxSteps && book.Job is { IsUnknown: false } job; steps++)
        {
            try
            {
                inForce = await parameters.NoOlderAsync(inForce, book.State.ParametersVersion, cancellation);
                // What is known already is from a step that has just written the state: it had not been turned until then.
                var isFresh = facts is not null;
                facts ??= await LookAsync(book, cancellation);
                var step = decide(new JobQuestion(job, book.AttemptList, facts, IsHeld(book), time.GetUtcNow(), limits)
                {
                    FeeCapWei = inForce.Parameters.MaxFeePerGasWei,
                });
                Log.Decided(logger, job.Title, step.GetType().Name);
                var isLost = !isFresh && step is JobStep.Send { IsFirst: true } && !await store.IsNewestAsync(book, cancellation);
                switch (isLost ? new StepOutcome.Lost() : await ActAsync(book, inForce, step, facts, cancellation))
                {
                    case StepOutcome.Done done:
                        return done.Book;
                    case StepOutcome.Further further:
                        (book, facts) = (further.Book, further.Facts);
                        break;
                    case StepOutcome.Lost:
                        (book, facts) = (await store.LoadAsync(cancellation), null);
                        inForce = await parameters.CurrentAsync(cancellation);
                        break;
                }
            }
            catch (ChainUnavailableException error) when (job.Phase is JobPhase.Broadcast or JobPhase.Mined)
            {
                // It only watches by now; the outage shows in the health of the chain, not in the order.
                Log.Held(logger, job.Title, ReasonCode.ChainUnavailable, error.Message);
                return book;
            }
            catch (ChainUnavailableException error)
            {
                return await HoldAsync(book, new Refusal(ReasonCode.ChainUnavailable, error.Message), facts?.Head ?? 0, cancellation) ?? book;
            }
            catch (ChainMismatchException error)
            {
                return await HoldAsync(book, new Refusal(ReasonCode.ChainMismatch, error.Message), facts?.Head ?? 0, cancellation) ?? book;
            }
            catch (LedgerFaultException broken)
            {
                // Where the order's own rows are at fault this writes nothing; the parameters' it names on the order.
                await HoldAsync(book, new Refusal(ReasonCode.LedgerFault, broken.Message), facts?.Head ?? 0, cancellation);
                throw;
            }
            catch (SignerUnavailableException error)
            {
                return await HoldAsync(book, new Refusal(ReasonCode.SignerUnavailable, error.Message), facts?.Head ?? 0, cancellation) ?? book;
            }
        }

        return book;
    }

    /// <summary>Before the first transaction of a try there is nothing on the chain to ask about.</summary>
    private async Task<TransactionFacts> LookAsync(OrderSnapshot book, CancellationToken cancellation)
    {
        var hashes = Current(book).Select(attempt => attempt.TransactionHash).ToList();
        return hashes.Count == 0
            ? TransactionFacts.None
            : await chain.ReadAsync(book.Job!, hashes, book.State.HighWaterBlock, cancellation);
    }

    private async Task<StepOutcome> ActAsync(
        OrderSnapshot book, ParametersVersion inForce, JobStep step, TransactionFacts facts, CancellationToken cancellation)
    {
        var order = book.Job!;
        return step switch
        {
            JobStep.Prepare prepare => await PrepareAsync(book, inForce, prepare, facts, cancellation),
            JobStep.Replace replace => await ReplaceAsync(book, inForce, replace.Attempt, byCancel: false, facts, cancellation),
            JobStep.Cancel cancel => await ReplaceAsync(book, inForce, cancel.Attempt, byCancel: true, facts, cancellation),
            JobStep.Send send => await SendAsync(book, send, facts, cancellation),
            JobStep.NoteMined => StepOutcome.DoneWith(await StepAsync(book, facts, order.Mined(), cancellation)),
            JobStep.NoteUnmined => StepOutcome.FurtherWith(await StepAsync(book, facts, order.Broadcast(), cancellation), facts),
            JobStep.Settle settle => await SettleAsync(book, settle, facts, cancellation),
            JobStep.Retry retry => StepOutcome.FurtherWith(
                await EndTryAsync(book, facts, gas => order.Retried(retry.Reason, gas), cancellation), null),
            JobStep.Fail fail => StepOutcome.DoneWith(
                await EndTryAsync(book, facts, gas => order.Failed(fail.Reason, gas, time.GetUtcNow()), cancellation)),
            JobStep.CallOperator give => StepOutcome.DoneWith(
                await CallOperatorAsync(book, book.State.Seen(facts.Head), give.Evidence, cancellation)),
            JobStep.PutOnHold still => StepOutcome.DoneWith(await HoldAsync(book, still.Refusal, facts.Head, cancellation)),
            JobStep.Resume => StepOutcome.FurtherWith(await StepAsync(book, facts, order.Resumed(), cancellation), facts),
            JobStep.Wait => new StepOutcome.Done(book),
            _ => throw new InvalidOperationException($"No act for {step}."),
        };
    }

    private async Task<StepOutcome> PrepareAsync(
        OrderSnapshot book, ParametersVersion inForce, JobStep.Prepare prepare, TransactionFacts facts, CancellationToken cancellation)
    {
        var order = book.Job!;
        var prepared = order is Order purchase
            ? await preparation.PrepareAsync(book, await LimitsAsync(purchase, inForce, cancellation), cancellation)
            : await tasks.PrepareAsync(book, inForce.Parameters, cancellation);
        if (prepared is PreparedAttempt.Refused { Refusal: var refusal })
        {
            var nonceIsFinal = prepared.Facts.NonceAtFinal > PreTradeChecks.NextNonce(book.State, order.Wallet, prepared.Facts);
            var refused = JobDecision.DecideRefused(order, refusal, prepare.NothingIsOpen, nonceIsFinal, time.GetUtcNow(), limits);
            return await ActAsync(book, inForce, refused, facts with { Head = Math.Max(facts.Head, prepared.Facts.Head) }, cancellation);
        }

        // From here on the bytes are durable, and only then may a node see them.
        var attempt = ((PreparedAttempt.Signed)prepared).Attempt with { ParametersVersion = inForce.Version };
        var moved = attempt.Kind == order.Deed ? order.Prepared() : order.Approving();
        var state = book.State.TakeNonce(order.Wallet, attempt.Nonce).Seen(prepared.Facts.Head).Watch(prepared.Facts.Allowances.Keys).Using(inForce.Version);
        var next = await store.StepAsync(book, new OrderChange(state, moved) { NewAttempt = attempt }, cancellation);
        return StepOutcome.FurtherWith(next, Current(book).Count == 0 ? JustPrepared(prepared.Facts) : null);
    }

    private async Task<StepOutcome> ReplaceAsync(
        OrderSnapshot book, ParametersVersion inForce, Attempt old, bool byCancel, TransactionFacts facts, CancellationToken cancellation)
    {
        var order = book.Job!;

        // There may be no replacement (fees at their cap, no key), so what a node has forgotten must not wait for one. What was never sent must,
        // and so must what an operator does not want.
        var cancel = Current(book).FindLast(attempt => attempt.Kind == AttemptKind.Cancel && attempt.Nonce == old.Nonce);
        var wanted = byCancel ? cancel : old;
        if (wanted is { State: AttemptState.Sent } && !facts.KnownEverywhere.Contains(wanted.TransactionHash))
            await broadcaster.SendAsync([wanted], cancellation);
        var terms = order is Order purchase ? await LimitsAsync(purchase, inForce, cancellation) : inForce.Parameters;
        var isForgotten = !facts.KnownEverywhere.Contains(old.TransactionHash);
        var prepared = byCancel
            ? await preparation.CancelAsync(book, old, isForgotten, terms, cancellation)
            : order is Order ? await preparation.ReplaceAsync(book, old, terms, cancellation) : await tasks.ReplaceAsync(book, old, terms, cancellation);
        if (prepared is PreparedAttempt.Refused { Refusal: var refusal })
            return StepOutcome.DoneWith(await HoldAsync(book, refusal, facts.Head, cancellation));

        var attempt = ((PreparedAttempt.Signed)prepared).Attempt with { ParametersVersion = inForce.Version };
        var state = book.State.Seen(facts.Head).Using(inForce.Version);
        var next = await store.StepAsync(book, new OrderChange(state, order) { NewAttempt = attempt }, cancellation);
        return StepOutcome.FurtherWith(next, facts);
    }

    private async Task<StepOutcome> SendAsync(
        OrderSnapshot book, JobStep.Send send, TransactionFacts facts, CancellationToken cancellation)
    {
        var order = book.Job!;
        var refusal = await broadcaster.SendAsync(send.Attempts, cancellation);
        if (refusal is not null)
            return StepOutcome.DoneWith(await HoldAsync(book, new Refusal(ReasonCode.RefusedByNodes, refusal), facts.Head, cancellation));

        var first = send.Attempts.Where(attempt => attempt.State == AttemptState.Stored)
            .Select(attempt => attempt with { State = AttemptState.Sent, SentAtBlock = facts.Head }).ToList();
        if (first.Count == 0)
            return new StepOutcome.Done(book);

        var deed = Current(book).Find(attempt => attempt.Kind == order.Deed);
        var moved = first.Exists(attempt => attempt.Nonce == deed?.Nonce) ? order.Broadcast() : order.Resumed();
        var next = await store.StepAsync(book, new OrderChange(book.State.Seen(facts.Head), moved) { ChangedAttempts = first }, cancellation);
        return StepOutcome.DoneWith(next);
    }

    /// <summary>All nonces of the try are final: closes its attempts, adds their gas, and books the order if it ended.</summary>
    private async Task<OrderSnapshot?> EndTryAsync(OrderSnapshot book, TransactionFacts facts, Func<BigInteger, Job> end, CancellationToken cancellation)
    {
        var closed = new List<Attempt>();
        foreach (var attempt in Current(book))
            closed.Add(await CloseAsync(book.Job!, attempt, facts, cancellation));
        var gas = closed.Aggregate(BigInteger.Zero, (sum, attempt) => sum + (attempt.GasSpentWei ?? BigInteger.Zero));
        var order = end(gas);
        var state = book.State.Seen(facts.Head).LearnGas(closed);
        if (order is WalletTask && order.Reason == ReasonCode.NonceTakenElsewhere)
            state = state.ExpectNonce(order.Wallet, closed[0].Nonce);
        var step = new OrderChange(order.IsEnded ? state.End(order) : state, order) { ChangedAttempts = closed };
        return await store.StepAsync(book, step, cancellation);
    }

    private async Task<Attempt> CloseAsync(Job order, Attempt attempt, TransactionFacts facts, CancellationToken cancellation)
    {
        if (!facts.Receipts.TryGetValue(attempt.TransactionHash, out var receipt))
            return attempt with { State = AttemptState.Superseded };
        return attempt with
        {
            State = receipt.Succeeded ? AttemptState.Succeeded : AttemptState.Reverted,
            GasSpentWei = receipt.GasSpentWei,
            GasUsed = receipt.GasUsed,
            RevertReason = receipt.Succeeded
                ? null
                : await replay.ReasonAsync(order.Wallet, attempt, receipt.BlockNumber, cancellation),
        };
    }

    /// <summary>Writes the reason once, not at every tick; only looks that lead to an operator are counted, one a block.</summary>
    private async Task<OrderSnapshot?> HoldAsync(OrderSnapshot book, Refusal refusal, long head, CancellationToken cancellation)
    {
        var order = book.Job!;
        Log.Held(logger, order.Title, refusal.Reason, refusal.Detail);
        var isCounted = refusal.Reason == ReasonCode.NonceTakenElsewhere || refusal.Reason == ReasonCode.ForeignNonce;
        return order.Hold is { } hold && hold.Reason == refusal.Reason && !(isCounted && head > hold.Head)
            ? book
            : await store.StepAsync(book, new OrderChange(book.State, order.Held(refusal, time.GetUtcNow(), head)), cancellation);
    }

    /// <summary>An alarm: nothing goes on until an operator looks.</summary>
    private async Task<OrderSnapshot?> CallOperatorAsync(OrderSnapshot book, TreasuryState state, Refusal evidence, CancellationToken cancellation)
    {
        var unknown = book.Job!.Unknown(evidence, time.GetUtcNow());
        var next = await store.StepAsync(book, new OrderChange(state, unknown), cancellation);
        if (next is not null)
            Log.NeedsOperator(logger, unknown.Title, evidence.Reason, evidence.Detail);
        return next;
    }

    private Task<OrderSnapshot?> StepAsync(OrderSnapshot book, TransactionFacts facts, Job order, CancellationToken cancellation) =>
        store.StepAsync(book, new OrderChange(book.State.Seen(facts.Head), order), cancellation);

    /// <summary>An order goes by the parameters it was reserved under, but for what is always that of the version in force.</summary>
    private async Task<BusinessParameters> LimitsAsync(Order order, ParametersVersion inForce, CancellationToken cancellation) =>
        (await parameters.VersionAsync(order.ParametersVersion, order.ParametersHash, cancellation)).Parameters.WithMarketOf(inForce.Parameters);

    /// <summary>A pause stops buying. A wallet task buys nothing, and may be what an administrator has paused for.</summary>
    private static bool IsHeld(OrderSnapshot book) => book.Job is Order && book.State.HoldsOrders;

    private async Task<StepOutcome> SettleAsync(OrderSnapshot book, JobStep.Settle settle, TransactionFacts facts, CancellationToken cancellation)
    {
        var leftover = await tasks.LeftoverAsync(book, cancellation);
        return StepOutcome.DoneWith(await EndTryAsync(book, facts, End, cancellation));

        Job End(BigInteger gas) => book.Task is { } task
            ? task.Settled(settle.Receipt.Moved!, leftover, gas, time.GetUtcNow())
            : book.Order!.Completed(settle.Receipt.Purchase!, gas, time.GetUtcNow(), book.AttemptList.AtMidOf(settle.Receipt.TransactionHash));
    }

    private static List<Attempt> Current(OrderSnapshot book) =>
        [.. book.AttemptList.Where(attempt => attempt.Retry == book.Job!.Retry)];

    /// <summary>What is known right after preparing: no node has seen the new bytes.</summary>
    private static TransactionFacts JustPrepared(PreTradeFacts facts) => TransactionFacts.None with
    {
        Head = facts.Head,
        HeadTime = facts.HeadTime,
        NonceAtHead = facts.NonceAtHead,
    };

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Critical, Message = "{Job} is unknown and needs an operator, {Reason}: {Detail}")]
        public static partial void NeedsOperator(ILogger logger, string job, ReasonCode reason, string detail);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Job}: {Step}")]
        public static partial void Decided(ILogger logger, string job, string step);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Job} is on hold, {Reason}: {Detail}")]
        public static partial void Held(ILogger logger, string job, ReasonCode reason, string detail);
    }
}

/// <summary>What comes next about an open order: <see cref="JobDecision.Decide"/>, and in tests the same with a mistake put in.</summary>
internal delegate JobStep JobDecider(JobQuestion asked);
