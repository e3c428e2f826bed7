Console.WriteLine("BuyOrder.Local");
