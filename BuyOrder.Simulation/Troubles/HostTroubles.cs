using System.Numerics;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Simulation.Processes;
using BuyOrder.Testing.Model;

namespace BuyOrder.Simulation.Troubles;

/// <summary>What goes on around the app but not on the chain: nodes, hosts, clock, vault and office.</summary>
internal sealed class HostTroubles(
    Swarm swarm, Limits limits, Random random, ModelChain chain, ChainTroubles onChain, IReadOnlyList<ModelNode> nodes, ModelVault vault, Office office,
    List<SimulatedProcess> processes, Coverage coverage)
{
    private static readonly Lie[] Lies = Enum.GetValues<Lie>();

    public Action<string>? Tell { get; init; }

    /// <summary>Whether nothing is open.</summary>
    public Func<bool> IsIdle { get; init; } = () => true;

    public IEnumerable<Action> All()
    {
        if (swarm.Lies)
            yield return Deceive;
        if (swarm.Lag)
            yield return Lag;
        if (swarm.StaleIndex)
            yield return LagOfIndex;
        if (swarm.WrongChain)
            yield return SwitchChain;
        if (swarm.ClockJumps)
            yield return Jump;
        if (swarm.Pauses)
            yield return PauseProcess;
        if (swarm.KeyChanges)
        {
            yield return Rotate;
            yield return Disable;
        }

        if (swarm.Office)
        {
            yield return ChangeParameters;
        }

        if (swarm.Refunds)
            yield return Refund;
        if (swarm.ProbeUnknown)
            yield return ForgetProbe;
        if (!limits.AreOn)
            yield break;
        yield return Limit;
        yield return PassMidnight;
        yield return PassMidnight;
    }

    public void Sell()
    {
        var amount = new Zar(random.Next(500_00, 200_000_00));
        office.Sell(amount);
        Tell?.Invoke($"sale of {amount}");
    }

    /// <summary>No more faults.</summary>
    public void Calm()
    {
        foreach (var node in nodes)
        {
            node.IsBehind = false;
            node.IndexIsBehind = false;
            node.IsFaulty = false;
            node.IsOnWrongChain = false;
            node.Lie = Lie.None;
            node.Probing = Probing.ByOverride;
        }

        vault.EnableAll();
        office.Change(office.Parameters with { ReferencePrice = Office.MarketPrice, MaxFeePerGasWei = Office.MostFeeWei });
    }

    private ModelNode AnyNode() => nodes[random.Next(nodes.Count)];

    /// <summary>Always the same one, so that no two make up the same.</summary>
    private void Deceive()
    {
        var lie = Lies[random.Next(Lies.Length)];
        nodes[^1].Lie = lie;
        Tell?.Invoke($"{nodes[^1].Name} makes up: {lie}");
        if (lie != Lie.None)
            coverage.Count(Happening.LieOfStatus + ((int)lie - (int)Lie.Status));
    }

    private void Lag()
    {
        var node = AnyNode();
        node.IsBehind = !node.IsBehind;
        coverage.Count(Happening.NodeBehind);
        Tell?.Invoke($"{node.Name} {(node.IsBehind ? "falls behind" : "catches up")}");
        node.Follow(chain.Head);
    }

    private void LagOfIndex()
    {
        var node = AnyNode();
        node.IndexIsBehind = !node.IndexIsBehind;
        coverage.Count(Happening.IndexBehind);
        Tell?.Invoke($"{node.Name}'s index {(node.IndexIsBehind ? "falls behind" : "catches up")}");
        node.Follow(chain.Head);
    }

    private void SwitchChain()
    {
        var isWrong = !nodes[0].IsOnWrongChain;
        coverage.Count(Happening.NodeOnWrongChain);
        Tell?.Invoke($"the nodes serve {(isWrong ? "another chain" : "the chain")}");
        foreach (var node in nodes)
            node.IsOnWrongChain = isWrong;
    }

    private void Jump()
    {
        var isNight = random.Next(4) == 0;
        coverage.Count(isNight ? Happening.NightPassed : Happening.HourPassed);
        onChain.Pass(isNight ? TimeSpan.FromHours(7) : TimeSpan.FromMinutes(random.Next(1, 90)), random.Next(2) == 0);
    }

    private void PauseProcess()
    {
        var process = processes[random.Next(processes.Count)];
        process.IsPaused = !process.IsPaused;
        coverage.Count(Happening.ProcessPaused);
        Tell?.Invoke($"{process.Name} {(process.IsPaused ? "is paused" : "goes on")}");
    }

    /// <summary>While nothing is open the operator hands over as the checklist has it; else the new key has to wait.</summary>
    private void Rotate()
    {
        var old = vault.Current.Version;
        vault.Rotate();
        if (IsIdle())
        {
            chain.Others = state => state
                .With(vault.Current.Version, state.Accounts[vault.Current.Version] with { Stablecoin = state.Accounts[old].Stablecoin + state.Accounts[vault.Current.Version].Stablecoin })
                .With(old, state.Accounts[old] with { Stablecoin = BigInteger.Zero, Allowance = BigInteger.Zero, OldAllowance = BigInteger.Zero, V3Allowance = BigInteger.Zero });
        }

        coverage.Count(Happening.KeyRotated);
        Tell?.Invoke($"the key is {vault.Current.KeyId} now");
    }

    private void Disable()
    {
        coverage.Count(Happening.KeyDisabled);
        if (random.Next(2) == 0)
            vault.EnableAll();
        else
            vault.Disable(ModelKey.Versions[random.Next(ModelKey.Versions.Count)]);
        Tell?.Invoke("keys are disabled or enabled");
    }

    private void ChangeParameters()
    {
        coverage.Count(Happening.ParametersChanged);
        var rate = random.Next(100, 3000);
        office.Change(office.Parameters with
        {
            RateBps = rate,
            SlippageBps = random.Next(30, 200),
            ReferencePrice = rate % 4 == 0 ? new Price(Office.MarketPrice.Scaled * 3 / 2) : Office.MarketPrice,
            MaxFeePerGasWei = rate % 3 == 0 ? Office.MostFeeWei / 2 : Office.MostFeeWei,
        });
        Tell?.Invoke($"the rate is {rate} now, and the price {office.Parameters.ReferencePrice}");
    }

    private void Limit()
    {
        coverage.Count(Happening.LimitsChanged);
        office.Change(limits.Changed(office.Parameters));
        Tell?.Invoke($"allowed are {office.Parameters.Limits}");
    }

    private void PassMidnight()
    {
        coverage.Count(Happening.MidnightPassed);
        onChain.Pass(limits.ToMidnight(DateTimeOffset.FromUnixTimeSeconds(chain.Head.Time)), onChainToo: true);
    }

    /// <summary>Its operator has put another kind of node in its place.</summary>
    private void ForgetProbe()
    {
        coverage.Count(Happening.ProbeUnknown);
        var node = AnyNode();
        (node.Probing, node.RefusesOverrides) = ((Probing)random.Next(3), random.Next(2) == 0);
        Tell?.Invoke($"{node.Name} runs what is not sent: {node.Probing}");
    }

    private void Refund()
    {
        var amount = new Zar(random.Next(100_00, 100_000_00));
        office.GiveBack(amount);
        coverage.Count(Happening.Refund);
        Tell?.Invoke($"refund of {amount}");
    }
}
