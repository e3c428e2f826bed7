using System.Collections.Concurrent;
using BuyOrder.Local.Chain;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Testing.Chain;

/// <summary>
/// Chains with contracts for tests, deployed once and used again and again: deploying takes longer than most of what is tested. There are as
/// many as tests run at the same time.
/// </summary>
internal sealed class DeployedChains(TestServers servers)
{
    private readonly ConcurrentDictionary<Kind, ConcurrentBag<DeployedChain>> idle = new();

    /// <param name="tokens">The contracts of the two tokens; null: the usual ones.</param>
    /// <param name="mines">A block per transaction; else only what is asked for.</param>
    public async Task<DeployedChain> TakeAsync(LocalTokens? tokens = null, bool mines = false)
    {
        var kind = new Kind(tokens ?? new LocalTokens(), mines);
        while (Waiting(kind).TryTake(out var used))
        {
            if (await used.TryResetAsync())
                return used;
            await used.EndAsync();
        }

        return await DeployedChain.StartAsync(servers, this, kind);
    }

    internal void GiveBack(DeployedChain chain) => Waiting(chain.Kind).Add(chain);

    private ConcurrentBag<DeployedChain> Waiting(Kind kind) => idle.GetOrAdd(kind, _ => []);

    internal sealed record Kind(LocalTokens Tokens, bool Mines);
}
