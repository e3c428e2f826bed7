using BuyOrder.Domain.Parameters;

namespace BuyOrder.Orders.Parameters;

/// <summary>A new version of the business parameters.</summary>
/// <param name="After">The version that it follows.</param>
/// <param name="Parameters">All of them.</param>
/// <param name="Who">Who makes it.</param>
/// <param name="Reason">In their own words.</param>
internal sealed record ParametersChange(int After, BusinessParameters Parameters, string Who, string Reason);

/// <summary>What became of a change.</summary>
internal abstract record ParametersChangeResult
{
    private ParametersChangeResult(ParametersVersion inForce) => InForce = inForce;

    /// <summary>The version in force.</summary>
    public ParametersVersion InForce { get; }

    /// <summary>It is the one that was asked for, made now or by the same request before.</summary>
    public sealed record Made(ParametersVersion InForce) : ParametersChangeResult(InForce);

    /// <summary>It says the same already: there is no new version.</summary>
    public sealed record Unchanged(ParametersVersion InForce) : ParametersChangeResult(InForce);

    /// <summary>It is another than the one that was to be replaced.</summary>
    public sealed record Overtaken(ParametersVersion InForce) : ParametersChangeResult(InForce);
}
