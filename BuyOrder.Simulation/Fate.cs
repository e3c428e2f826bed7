using BuyOrder.Simulation.Processes;

namespace BuyOrder.Simulation;

/// <summary>Decides what becomes of a call to the outside, as often as the scenario's swarm says.</summary>
internal sealed class Fate(Swarm swarm, Random random, Coverage coverage)
{
    public bool LetsWait() => swarm.Waiting > 0 && random.NextDouble() < swarm.Waiting;

    public Passage Of(CallKind kind)
    {
        var chance = random.NextDouble();
        if (chance < swarm.Deaths)
            return Death(kind, before: random.Next(2) == 0);
        if (chance >= swarm.Deaths + Faults(kind))
            return Passage.Through;
        var (passage, happening) = (kind, random.Next(4)) switch
        {
            (CallKind.Read, _) => (Passage.NotDone, Happening.ReadNotAnswered),
            (CallKind.Write, 0) => (Passage.NotDone, Happening.WriteNotDone),
            (CallKind.Write, 1) => (Passage.AnswerLost, Happening.WriteAnswerLost),
            (CallKind.Write, 2) => (Passage.RefusedAfter, Happening.WriteRefusedAfterItWasDone),
            (CallKind.Write, _) => (Passage.Refused, Happening.WriteRefused),
            (CallKind.Ask, < 2) => (Passage.NotDone, Happening.NodeNotReached),
            (CallKind.Ask, 2) => (Passage.AnswerLost, Happening.NodeAnswerLost),
            (CallKind.Ask, _) => (Passage.Garbled, Happening.NodeAnswerGarbled),
            (CallKind.Broadcast, < 2) => (Passage.NotDone, Happening.BroadcastNotDone),
            (CallKind.Broadcast, 2) => (Passage.AnswerLost, Happening.BroadcastAnswerLost),
            (CallKind.Broadcast, _) => (Passage.Garbled, Happening.BroadcastAnswerGarbled),
            (_, < 2) => (Passage.NotDone, Happening.VaultUnavailable),
            _ => (Passage.AnswerLost, Happening.VaultAnswerLost),
        };
        coverage.Count(happening);
        return passage;
    }

    private double Faults(CallKind kind) => kind switch
    {
        CallKind.Read or CallKind.Write => swarm.TableFaults,
        CallKind.Sign => swarm.VaultFaults,
        _ => swarm.NodeFaults,
    };

    private Passage Death(CallKind kind, bool before)
    {
        coverage.Count((kind, before) switch
        {
            (CallKind.Write, true) => Happening.DeathBeforeWrite,
            (CallKind.Write, false) => Happening.DeathAfterWrite,
            (CallKind.Broadcast, true) => Happening.DeathBeforeBroadcast,
            (CallKind.Broadcast, false) => Happening.DeathAfterBroadcast,
            (CallKind.Sign, true) => Happening.DeathBeforeSignature,
            (CallKind.Sign, false) => Happening.DeathAfterSignature,
            _ => Happening.DeathElsewhere,
        });
        return before || kind == CallKind.Read ? Passage.DieBefore : Passage.DieAfter;
    }
}
