using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Rpc;

/// <summary>Which logs to find.</summary>
public sealed record LogFilter
{
    public BlockTag FromBlock { get; init; }

    public BlockTag ToBlock { get; init; }

    /// <summary>This very block and no range (EIP-234).</summary>
    public Hash256? InBlock { get; init; }

    /// <summary>Any of these contracts; empty for all.</summary>
    public IReadOnlyList<Address> Addresses { get; init; } = [];

    /// <summary>For each topic in turn any of these; an empty list for any topic.</summary>
    public IReadOnlyList<IReadOnlyList<Hash256>> Topics { get; init; } = [];

    /// <summary>Whether the log answers the filter, a range of blocks left aside.</summary>
    public bool Matches(LogEntry log)
    {
        if ((Addresses.Count > 0 && !Addresses.Contains(log.Address)) || (InBlock is { } block && block != log.BlockHash))
        {
            return false;
        }

        for (var i = 0; i < Topics.Count; i++)
        {
            if (Topics[i].Count > 0 && (i >= log.Topics.Count || !Topics[i].Contains(log.Topics[i])))
            {
                return false;
            }
        }

        return true;
    }
}
