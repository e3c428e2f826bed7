namespace BuyOrder.Functions.Orders.Book;

/// <summary>A page, newest first. It may be short, even empty, and still have a continuation.</summary>
internal sealed record BookPage<T>(IReadOnlyList<T> Items, string? Continuation);
