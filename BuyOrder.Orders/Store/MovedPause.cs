using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Parameters;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Store;

/// <summary>
/// Completes a state from before the pause was kept in it by what the parameters said. The next write stores it with the rest; from then on
/// the parameters are not asked again.
/// </summary>
internal sealed class MovedPause(ITableStore tables)
{
    /// <summary>Only read from here, so that its clock is never asked.</summary>
    private readonly ParameterStore parameters = new(tables, TimeProvider.System);

    /// <exception cref="LedgerFaultException">The parameters are not as they were written.</exception>
    public async Task<TreasuryState> IntoAsync(TreasuryState state, CancellationToken cancellation) =>
        state.Pause is PauseState.Unmoved ? state with { Pause = PauseState.Of(await parameters.SayingPauseAsync(cancellation)) } : state;
}
