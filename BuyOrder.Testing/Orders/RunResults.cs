using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Engine.Runs;
using BuyOrder.Orders.Store;

namespace BuyOrder.Testing.Orders;

/// <summary>What a run has told beside its outcome, whichever way it ended.</summary>
internal static class RunResults
{
    extension(RunResult run)
    {
        public OrderRecord? Order => run switch
        {
            RunResult.Ordered ordered => ordered.Order,
            RunResult.KeyReused reused => reused.Bound,
            RunResult.Refused refused => refused.Open,
            _ => null,
        };

        public RunFigures? Figures => run switch
        {
            RunResult.Placed placed => placed.Figures,
            RunResult.Previewed preview => preview.Figures,
            RunResult.Refused refused => refused.Figures,
            _ => null,
        };

        public OrderQuote? Quote => run switch
        {
            RunResult.Placed placed => placed.Quote,
            RunResult.Previewed preview => preview.Quote,
            RunResult.Refused refused => refused.Quote,
            _ => null,
        };
    }
}
