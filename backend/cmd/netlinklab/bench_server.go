// SPDX-License-Identifier: Apache-2.0

package main

import (
	"log/slog"
	"net"
	"net/http"
	"time"

	"netlinklab/backend/module"
	"netlinklab/backend/web"
	"netlinklab/lessons"
)

// benchServer is the whole site on a port of its own, for a page in this process
// or a browser.
type benchServer struct {
	addr   string
	server http.Server
	served chan error
}

// serveBench serves the lessons with what o has besides.
func serveBench(o web.Options) (*benchServer, error) {
	var err error
	if o.Lessons, err = lessons.Load(lessons.FS(), module.Sources()); err != nil {
		return nil, err
	}
	o.Health = func() web.Health { return web.Health{Status: web.StatusOK} }
	o.Log = slog.New(slog.DiscardHandler)
	handler, err := web.New(o)
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &benchServer{addr: listener.Addr().String(), server: http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}, served: make(chan error, 1)}
	go func() { s.served <- s.server.Serve(listener) }()
	return s, nil
}

// close ends it. Connections of pages are the hub's to end.
func (s *benchServer) close() error {
	err := s.server.Close()
	<-s.served
	return err
}
