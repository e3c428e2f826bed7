namespace BuyOrder.Testing.Model;

/// <summary>Which of the two ways to run a purchase without sending it a node knows.</summary>
internal enum Probing
{
    ByOverride = 0,
    BySimulation,
    None,
}
