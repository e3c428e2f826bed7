using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Parameters;

/// <summary>How much may be bought in a time, and what the wallet keeps. A limit that is null is off; one of 0 allows nothing.</summary>
public sealed record BuyingLimits
{
    /// <summary>Every limit is off.</summary>
    public static readonly BuyingLimits Off = new();

    /// <summary>The largest spend of all orders of one business day.</summary>
    public Zar? MaxPerDay { get; init; }

    /// <summary>The same of the calendar month of that day.</summary>
    public Zar? MaxPerMonth { get; init; }

    /// <summary>The shortest time from one reservation to the next.</summary>
    public TimeSpan? MinimumInterval { get; init; }

    /// <summary>Stablecoin that an order leaves in the wallet, in Rand as a spend is.</summary>
    public Zar? WalletReserve { get; init; }
}
