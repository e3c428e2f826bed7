namespace BuyOrder.Storage.Verifying;

/// <summary>Stored rows contradict each other: nothing is signed, sent or reserved on them, and nothing is written over them.</summary>
internal sealed class LedgerFaultException(LedgerFault fault) : Exception(fault.Told)
{
    public LedgerFault Fault { get; } = fault;
}
