using System.Reflection;
using BuyOrder.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace BuyOrder.Functions.Tests.Functions;

/// <summary>Calls the app's functions by their names, without the worker between: only calls that need nothing of the path.</summary>
internal static class FunctionMethods
{
    private static readonly Dictionary<string, MethodInfo> ByName = typeof(HttpFunction).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods())
        .Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null)
        .ToDictionary(method => method.GetCustomAttribute<FunctionAttribute>()!.Name);

    /// <summary>Through the boundary, as every call of the API comes.</summary>
    public static Task AnswerAsync(IServiceProvider services, string function, HttpContext http) =>
        services.GetRequiredService<HttpBoundary>().AnswerAsync(
            http,
            HttpFunction.Of(ByName[function]),
            () => (Task<IResult>)Invoke(services, function, http.Request, http.RequestAborted),
            http.RequestAborted);

    /// <summary>A timer's tick.</summary>
    public static Task TickAsync(IServiceProvider services, string function, CancellationToken cancellation) =>
        (Task)Invoke(services, function, new TimerInfo(), cancellation);

    private static object Invoke(IServiceProvider services, string function, object trigger, CancellationToken cancellation)
    {
        var method = ByName[function];
        var target = ActivatorUtilities.CreateInstance(services, method.DeclaringType!);
        object?[] arguments = [.. method.GetParameters().Select(parameter => parameter.ParameterType == typeof(CancellationToken) ? cancellation : trigger)];
        return method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
    }
}
