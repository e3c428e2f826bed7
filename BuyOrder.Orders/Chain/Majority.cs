namespace BuyOrder.Orders.Chain;

/// <summary>How several nodes' answers become one. Needed: more than half of those configured, so one endpoint decides alone.</summary>
internal readonly record struct Majority(int Configured)
{
    public int Needed => (Configured / 2) + 1;

    /// <summary>The highest value that a majority confirms: at least that many nodes say this much or more.</summary>
    /// <remarks>For figures where more is bolder (heights, nonces, balances, quotes): a few liars can neither raise it nor, as a minority, lower it.</remarks>
    public T Supported<T>(IEnumerable<T> values) => values.OrderDescending().ElementAt(Needed - 1);

    /// <summary>As <see cref="Supported{T}(IEnumerable{T})"/>, comparing by a figure of the value.</summary>
    public T SupportedBy<T, TFigure>(IEnumerable<T> values, Func<T, TFigure> figure) =>
        values.OrderByDescending(figure).ElementAt(Needed - 1);

    /// <summary>The value that a majority gives exactly; false when there is none.</summary>
    public bool TryAgree<T>(IEnumerable<T> values, out T agreed)
    {
        foreach (var group in values.GroupBy(value => value))
        {
            if (group.Count() >= Needed)
            {
                agreed = group.Key;
                return true;
            }
        }

        agreed = default!;
        return false;
    }
}
