using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Parameters;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Store;

/// <summary>
/// Completes a state from before the pause was kept in it by what the parameters said. The next write stores it with the rest; from then on
/// the parameters are not asked again.
/// </summary>
internal static class MovedPause
{
    /// <exception cref="LedgerFaultException">The parameters are not as they were written.</exception>
    public static async Task<TreasuryState> IntoAsync(TreasuryState state, ITableStore tables, CancellationToken cancellation)
    {
        if (state.Pause is not PauseState.Unmoved)
            return state;

        // Only read from here, so that its clock is never asked.
        var parameters = new ParameterStore(tables, TimeProvider.System);
        return state with { Pause = PauseState.Of(await parameters.SayingPauseAsync(cancellation)) };
    }
}
