using System.Numerics;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Orders.Signing;

/// <summary>What a transaction of an order or a wallet task may be for. There are these five and no others.</summary>
internal abstract record SigningIntent
{
    private SigningIntent()
    {
    }

    /// <summary>The allowance of stablecoin of a market's router becomes exactly the spend.</summary>
    /// <param name="Spend">Smallest unit; above zero.</param>
    /// <param name="Market">Name of the market that the order is bought at.</param>
    internal sealed record Approve(BigInteger Spend, string Market) : SigningIntent;

    /// <summary>An allowance that is in the way becomes 0.</summary>
    /// <param name="Spender">Whose.</param>
    /// <param name="Approved">Whom the wallet has ever allowed to take stablecoin; the routers of the settings are among them in any case.</param>
    internal sealed record Reset(Address Spender, IReadOnlyCollection<Address> Approved) : SigningIntent;

    /// <summary>The purchase.</summary>
    /// <param name="Spend">Stablecoin, smallest unit; above zero.</param>
    /// <param name="MinimumFloor">The least that the transaction's own minimum may be, in the token's smallest unit; above zero.</param>
    /// <param name="DeadlineFrom">The transaction's deadline may not be before it.</param>
    /// <param name="DeadlineTo">Nor after it.</param>
    /// <param name="Market">Name of the market that the order is bought at.</param>
    internal sealed record Swap(
        BigInteger Spend, BigInteger MinimumFloor, DateTimeOffset DeadlineFrom, DateTimeOffset DeadlineTo, string Market) : SigningIntent;

    /// <summary>Stablecoin goes to the treasury, of a wallet task: to the configured recipient only, never to an address that the task names.</summary>
    /// <param name="Units">Smallest unit; above zero.</param>
    internal sealed record Sweep(BigInteger Units) : SigningIntent;

    /// <summary>Takes the nonce without doing anything: to the wallet itself, no value, no data.</summary>
    internal sealed record Cancel : SigningIntent;
}
