using System.Collections.Immutable;
using BuyOrder.Local.ServiceBus;

namespace BuyOrder.Local;

/// <summary>What was asked for on the command line: see <see cref="LocalCommandLine"/>.</summary>
internal sealed record LocalOptions
{
    public static readonly ImmutableDictionary<string, string> NoSettings =
        ImmutableDictionary<string, string>.Empty.WithComparers(StringComparer.OrdinalIgnoreCase);

    public bool Once { get; init; }

    public bool NoSamples { get; init; }

    public required int Port { get; init; }

    public Uri? Azurite { get; init; }

    public Uri? Rpc { get; init; }

    /// <summary>Null: a broker of this run.</summary>
    public BusConnection? Bus { get; init; }

    /// <summary>By name, as they were given: <see cref="GivenSettings"/> checks whether the app knows them.</summary>
    public ImmutableDictionary<string, string> Settings { get; init; } = NoSettings;

    public bool Quiet { get; init; }
}
