using BuyOrder.Local.Hosting;
using BuyOrder.Local.Worker.Messages;

namespace BuyOrder.Functions.Tests.Local.Hosting;

public sealed class FunctionAppTests
{
    [Fact]
    public void Functions_are_read_from_what_the_worker_tells_with_the_settings_in_place()
    {
        using var app = new TestApp().Http("One", "orders/{id}", """["get", "post"]""").Timer("Tick", "%CRON%").Queue("Record", "%QUEUE%");
        var read = app.Read(("CRON", "0 */5 * * * *"), ("QUEUE", "revenue-events"));

        var functions = FunctionDefinition.ReadAll(app.Functions, read.Settings);

        Assert.Equal(["One", "Record", "Tick"], functions.Select(function => function.Name));
        var http = Assert.IsType<HttpTrigger>(functions[0].Trigger);
        Assert.Equal(("orders/{id}", "/api/orders/{id}"), (http.Route, read.Host.RouteOf(http)));
        Assert.Equal(["GET", "POST"], http.Methods!);
        Assert.Equal("revenue-events", Assert.IsType<QueueTrigger>(functions[1].Trigger).Queue);
        Assert.True(Assert.IsType<TimerTrigger>(functions[2].Trigger).UseMonitor);
    }

    [Fact]
    public void Host_json_and_worker_config_are_read_with_their_own_values_and_the_hosts_defaults()
    {
        using var app = new TestApp();
        app.HostJson(batchSize: 100, functionTimeout: "00:10:00");

        var read = app.Read();

        Assert.Equal((Path.Combine(app.Folder, "worker.sh"), 0), (read.Worker.Executable, read.Worker.Arguments.Count));
        Assert.Equal((TimeSpan.FromMinutes(10), 100, "api"), (read.Host.FunctionTimeout, read.Host.MaxMessageBatchSize, read.Host.RoutePrefix));
    }

    [Theory]
    [InlineData("""{ "type": "timerTrigger", "name": "timer", "schedule": "every day" }""", "schedule")]
    [InlineData("""{ "type": "timerTrigger", "name": "timer", "schedule": "%UNSET%" }""", "%UNSET%")]
    [InlineData("""{ "type": "timerTrigger", "name": "timer" }""", "schedule")]
    [InlineData("""{ "type": "blobTrigger", "name": "blob" }""", "blobTrigger")]
    [InlineData("""{ "type": "serviceBusTrigger", "name": "messages", "queueName": "q", "dataType": "Binary" }""", "cardinality")]
    [InlineData("""{ "type": "serviceBusTrigger", "name": "messages", "queueName": "q", "cardinality": "Many" }""", "dataType")]
    [InlineData("""{ "type": "http", "name": "res", "direction": "Out" }""", "exactly one trigger")]
    public void Function_that_can_not_be_run_is_refused_with_its_name_and_what_is_wrong(string binding, string word)
    {
        var odd = new FunctionMetadata { Name = "Odd", RawBindings = { binding } };

        var fault = Assert.Throws<FunctionAppException>(() => FunctionDefinition.ReadAll([odd], AppSettings.None));

        Assert.Contains("Function Odd", fault.Message, StringComparison.Ordinal);
        Assert.Contains(word, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("host.json", "{", "host.json")]
    [InlineData("host.json", """{ "customHandler": {} }""", "customHandler")]
    [InlineData("host.json", """{ "extensionBundle": {} }""", "extensionBundle")]
    [InlineData("host.json", """{ "functionTimeout": "-1" }""", "functionTimeout")]
    [InlineData("worker.config.json", "{}", "defaultExecutablePath")]
    [InlineData("worker.config.json", """{ "description": { "defaultExecutablePath": "{WorkerRoot}no" } }""", "no")]
    public void File_of_the_app_that_can_not_be_used_is_refused_with_what_is_wrong(string file, string json, string word)
    {
        using var app = new TestApp();
        File.WriteAllText(Path.Combine(app.Folder, file), json);

        var fault = Assert.Throws<FunctionAppException>(() => app.Read());

        Assert.Contains(word, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_without_an_app_is_refused() =>
        Assert.Throws<FunctionAppException>(() => FunctionApp.Read("/nowhere/at/all", AppSettings.None));
}
