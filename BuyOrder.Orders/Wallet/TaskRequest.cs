using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Money;
using BuyOrder.Orders.Store;

namespace BuyOrder.Orders.Wallet;

/// <summary>An administrator gives the wallet something to do.</summary>
/// <param name="TaskId">Made from the idempotency key.</param>
/// <param name="Wish">What.</param>
/// <param name="Wallet">Which wallet; null for that of the configured key.</param>
/// <param name="Reason">The administrator's own words; part of the audit trail.</param>
/// <param name="RequestedBy">Who.</param>
internal sealed record TaskRequest(string TaskId, TaskWish Wish, Address? Wallet, string Reason, string RequestedBy);

/// <summary>What a wallet task is asked to be.</summary>
internal abstract record TaskWish
{
    private TaskWish()
    {
    }

    /// <param name="Amount">In Rand, as the stablecoin counts it; null for all that the wallet holds.</param>
    public sealed record Sweep(Zar? Amount) : TaskWish;

    public sealed record Revoke(Address Spender) : TaskWish;
}

/// <summary>What came of asking for a wallet task.</summary>
internal abstract record TaskResult
{
    private TaskResult()
    {
    }

    /// <summary>It is taken on.</summary>
    /// <param name="Task">As it is now.</param>
    /// <param name="IsNew">By this request; false: by an earlier one with the same key.</param>
    public sealed record Placed(TaskRecord Task, bool IsNew) : TaskResult;

    /// <summary>The key is bound to a task that was asked for with other content.</summary>
    public sealed record KeyReused(string Detail) : TaskResult;

    /// <summary>It cannot be taken on as things stand.</summary>
    public sealed record Conflict(string Detail) : TaskResult;

    /// <summary>A member has a value that it cannot have.</summary>
    /// <param name="Member">Of the request.</param>
    /// <param name="Allowed">What it may be.</param>
    public sealed record Invalid(string Member, string Allowed) : TaskResult;
}
