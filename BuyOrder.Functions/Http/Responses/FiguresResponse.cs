using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>The money a run decided on.</summary>
internal sealed record FiguresResponse(Zar TotalRevenue, Zar ConsumedRevenue, Zar AvailableRevenue, Zar Allocation, Zar Spend)
{
    public static FiguresResponse? Of(RunFigures? figures) => figures is null
        ? null
        : new(figures.TotalRevenue, figures.ConsumedRevenue, figures.AvailableRevenue, figures.Allocation, figures.Spend);
}
