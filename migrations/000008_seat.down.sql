DROP TABLE note, seat, device_code, device;
